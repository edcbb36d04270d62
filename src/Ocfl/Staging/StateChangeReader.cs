using System.Globalization;
using System.Text.Json;
using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>
/// Reads changes from JSON: a list of objects, each with <c>op</c> and the fields that go with it. The HTTP API and the tool read them
/// here. A member that is null counts as missing.
/// </summary>
public static class StateChangeReader
{
    private const string Operation = "op";
    private static readonly string[] Fields = [Operation, "path", "from", "to", "version", "content"];

    /// <summary>Reads a list of changes.</summary>
    /// <param name="list">The list.</param>
    /// <param name="field">What the list is called in faults, such as <c>changes</c>.</param>
    /// <param name="report">Takes each fault. If it throws, reading stops.</param>
    /// <param name="accept">Whether a field may have a text; if not, it reports what is wrong. Null for any text.</param>
    /// <returns>The changes, if no fault was reported. Otherwise some of them are incomplete.</returns>
    public static IReadOnlyList<StateChange> Read(
        JsonElement list, string field, Action<StateChangeFault> report, Func<string, string, bool>? accept = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (list.ValueKind != JsonValueKind.Array)
        {
            report(new StateChangeFault(StateChangeFaultKind.WrongType, field, "must be an array of changes"));
            return [];
        }

        return [.. list.EnumerateArray().Select((change, index) => new Reading(
            string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]"), report, accept ?? ((_, _) => true)).Read(change))];
    }

    /// <summary>The reading of one change.</summary>
    private sealed class Reading(string change, Action<StateChangeFault> report, Func<string, string, bool> accept)
    {
        private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

        public StateChange Read(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                report(new StateChangeFault(StateChangeFaultKind.WrongType, change, "must be an object"));
                return new StateChange { Kind = default };
            }

            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (!Fields.Contains(member.Name))
                {
                    Report(
                        StateChangeFaultKind.UnknownField, member.Name, $"there is no such field; there are: {string.Join(", ", Fields)}");
                }
                else if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    _members[member.Name] = member.Value;
                }
            }

            return Required(Operation) is { } operation && TryGetKind(operation, out StateChangeKind kind)
                ? Read(kind, operation)
                : new StateChange { Kind = default };
        }

        private StateChange Read(StateChangeKind kind, string operation)
        {
            IReadOnlyList<string> required = StateChange.RequiredFields(kind);
            IReadOnlyList<string> known = [.. required, .. StateChange.OptionalFields(kind)];
            foreach (string unknown in _members.Keys.Where(name => name != Operation && !known.Contains(name, StringComparer.Ordinal)))
            {
                Report(
                    StateChangeFaultKind.UnknownField,
                    unknown,
                    $"the change '{operation}' has no such field; it has: {string.Join(", ", known)}");
            }

            return new StateChange
            {
                Kind = kind,
                Path = Text("path"),
                From = Text("from"),
                To = Text("to"),
                Version = Text("version") is { } version && IsVersion(version) ? version : null,
                Content = Text("content"),
            };

            string? Text(string name) => required.Contains(name, StringComparer.Ordinal) ? Required(name)
                : known.Contains(name, StringComparer.Ordinal) ? Optional(name)
                : null;
        }

        private bool TryGetKind(string operation, out StateChangeKind kind)
        {
            bool isKnown = StateChange.TryGetKind(operation, out kind);
            if (!isKnown)
            {
                Report(
                    StateChangeFaultKind.UnknownOperation,
                    Operation,
                    $"'{operation}' is not a change; the changes are: {string.Join(", ", StateChange.Operations)}");
            }

            return isKnown;
        }

        private bool IsVersion(string version)
        {
            bool isVersion = VersionNumber.TryParse(version, out _);
            if (!isVersion)
            {
                Report(StateChangeFaultKind.InvalidVersion, "version", $"'{version}' is not a version number such as v1 or v0001");
            }

            return isVersion;
        }

        private string? Required(string name)
        {
            if (_members.ContainsKey(name))
            {
                return Optional(name);
            }

            Report(StateChangeFaultKind.MissingField, name, "is missing");
            return null;
        }

        private string? Optional(string name)
        {
            if (!_members.TryGetValue(name, out JsonElement value))
            {
                return null;
            }

            if (value.ValueKind != JsonValueKind.String)
            {
                Report(StateChangeFaultKind.WrongType, name, "must be a string");
                return null;
            }

            return TryGetString(value) switch
            {
                null => Report(StateChangeFaultKind.InvalidText, name, "has an escape that is half of a character"),
                "" => Report(StateChangeFaultKind.EmptyValue, name, "must not be empty"),
                { } text => accept($"{change}.{name}", text) ? text : null,
            };
        }

        private static string? TryGetString(JsonElement value)
        {
            try
            {
                return value.GetString();
            }
            catch (InvalidOperationException)
            {
                // A string with half a surrogate pair ("\ud800") is JSON, but not text.
                return null;
            }
        }

        private string? Report(StateChangeFaultKind kind, string name, string rule)
        {
            report(new StateChangeFault(kind, $"{change}.{name}", rule));
            return null;
        }
    }
}

/// <summary>What is wrong with the form of a change.</summary>
/// <param name="Kind">Which kind of fault it is.</param>
/// <param name="Field">The field, such as <c>changes[2].path</c>.</param>
/// <param name="Rule">What is wrong with it, without the field and without a full stop.</param>
public sealed record StateChangeFault(StateChangeFaultKind Kind, string Field, string Rule);

/// <summary>Kinds of <see cref="StateChangeFault"/>.</summary>
public enum StateChangeFaultKind
{
    /// <summary>The value is of another JSON type.</summary>
    WrongType,

    /// <summary>There is no such field, or the operation does not have it.</summary>
    UnknownField,

    /// <summary>A field is missing that the operation needs.</summary>
    MissingField,

    /// <summary>A text is empty.</summary>
    EmptyValue,

    /// <summary>A text has an escape that is half of a character.</summary>
    InvalidText,

    /// <summary>There is no such operation.</summary>
    UnknownOperation,

    /// <summary>A version is not a version number.</summary>
    InvalidVersion,
}
