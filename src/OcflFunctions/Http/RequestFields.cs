using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ocfl.Inventories;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Reads the fields of a JSON object, and collects everything that is wrong with them.</summary>
/// <param name="errors">Receives what is wrong, each with its kind of problem.</param>
internal sealed class RequestFields(List<(ProblemKind Kind, FieldError Error)> errors)
{
    /// <summary>How long an object's id may be: more than any id in use, and short enough for every store.</summary>
    public const int MostIdBytes = 2048;

    private const int MostErrors = 20;

    /// <summary>Refuses the request if something is wrong with it.</summary>
    /// <exception cref="ProblemException">Something is wrong; the problem lists all of it.</exception>
    public void ThrowIfWrong()
    {
        if (errors is [var first, ..])
        {
            throw new ProblemException(first.Kind, [.. errors.Select(error => error.Error)]);
        }
    }

    /// <summary>Adds an error of a field.</summary>
    public void Refuse(ProblemKind kind, string field, string detail)
    {
        if (errors.Count < MostErrors)
        {
            errors.Add((kind, kind.At(field, detail)));
        }
    }

    /// <summary>The members of an object. Those that it may not have are errors.</summary>
    /// <param name="value">The value; should be an object.</param>
    /// <param name="path">The object's own field; empty for the body.</param>
    /// <param name="contract">The contract of the object; it has the allowed members.</param>
    /// <returns>The members that are not null; null if the value is not an object.</returns>
    public Dictionary<string, JsonElement>? Members(JsonElement value, string path, JsonTypeInfo contract)
    {
        string[] known = [.. contract.Properties.Select(property => property.Name)];
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse(ProblemKind.WrongType, path, $"{Named(path)} must be an object, not {Describe(value.ValueKind)}.");
            return null;
        }

        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                Refuse(
                    ProblemKind.UnknownField,
                    Join(path, member.Name),
                    $"There is no field '{Join(path, member.Name)}'; there are: {string.Join(", ", known)}.");
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                members.Add(member.Name, member.Value);
            }
        }

        return members;
    }

    /// <summary>A required string.</summary>
    public string? Required(Dictionary<string, JsonElement> members, string path, string name, int mostBytes)
    {
        string field = Join(path, name);
        if (!members.ContainsKey(name))
        {
            Refuse(ProblemKind.MissingField, field, $"The field '{field}' is required.");
            return null;
        }

        string? text = Optional(members, path, name, mostBytes);
        if (text is { Length: 0 })
        {
            Refuse(ProblemKind.EmptyValue, field, $"'{field}' must not be empty.");
            return null;
        }

        return text;
    }

    /// <summary>An optional string.</summary>
    /// <param name="members">The object's members.</param>
    /// <param name="path">The object's own field; empty for the body.</param>
    /// <param name="name">The member.</param>
    /// <param name="mostBytes">How long it may be, in bytes of UTF-8.</param>
    /// <param name="allowLines">Whether it may have line breaks and tabs.</param>
    public string? Optional(Dictionary<string, JsonElement> members, string path, string name, int mostBytes, bool allowLines = false)
    {
        string field = Join(path, name);
        return members.TryGetValue(name, out JsonElement value)
            && TryGetText(value, field, out string text)
            && IsText(text, field, mostBytes, allowLines)
            ? text
            : null;
    }

    /// <summary>The user that a version or a purge names: a name, and an address that is a URI.</summary>
    /// <param name="members">The body's members.</param>
    /// <param name="name">The member.</param>
    /// <returns>Null if the member is missing or is not an object.</returns>
    public UpdateUser? User(Dictionary<string, JsonElement> members, string name)
    {
        if (!members.TryGetValue(name, out JsonElement value)
            || Members(value, name, ContractsJson.Default.UpdateUser) is not { } user)
        {
            return null;
        }

        string userName = Required(user, name, NameOf(nameof(UpdateUser.Name)), MostIdBytes) ?? "";
        string addressField = NameOf(nameof(UpdateUser.Address));
        string? address = Optional(user, name, addressField, MostIdBytes);
        if (address is not null && !UriSyntax.IsUri(address))
        {
            Refuse(
                ProblemKind.InvalidAddress,
                Join(name, addressField),
                $"'{address}' is not an absolute URI, such as mailto:ada@example.org or https://orcid.org/0000-0002-1825-0097.");
        }

        return new UpdateUser(userName, address);
    }

    /// <summary>One of a few words in the body; the first is the default.</summary>
    /// <param name="members">The body's members.</param>
    /// <param name="field">The member.</param>
    /// <param name="problem">The kind of problem of another word.</param>
    /// <param name="noun">What a word is, for messages.</param>
    /// <param name="choices">The words with their values.</param>
    public T Choice<T>(
        Dictionary<string, JsonElement> members,
        string field,
        ProblemKind problem,
        string noun,
        params ReadOnlySpan<(string Word, T Value)> choices)
    {
        string? word = Optional(members, "", field, MostIdBytes);
        List<string> words = [];
        foreach ((string known, T value) in choices)
        {
            if (known == word)
            {
                return value;
            }

            words.Add(known);
        }

        if (word is not null)
        {
            Refuse(problem, field, $"'{word}' is not a {noun}; there are: {string.Join(", ", words)}.");
        }

        return choices[0].Value;
    }

    /// <summary>An optional boolean.</summary>
    public bool? Flag(Dictionary<string, JsonElement> members, string path, string name)
    {
        if (!members.TryGetValue(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse(ProblemKind.WrongType, Join(path, name), $"'{Join(path, name)}' must be a boolean, not {Describe(value.ValueKind)}.");
            return null;
        }

        return value.GetBoolean();
    }

    /// <summary>An optional array of strings.</summary>
    /// <param name="members">The object's members.</param>
    /// <param name="path">The object's own field; empty for the body.</param>
    /// <param name="name">The member.</param>
    /// <param name="mostItems">How many strings it may have.</param>
    /// <param name="mostBytes">How long each may be, in bytes of UTF-8.</param>
    /// <param name="check">What is wrong with a string; null if nothing is.</param>
    /// <returns>The strings; null if the member is missing or is not such an array.</returns>
    public IReadOnlyList<string>? Texts(
        Dictionary<string, JsonElement> members,
        string path,
        string name,
        int mostItems,
        int mostBytes,
        Func<string, (ProblemKind Kind, string Detail)?> check)
    {
        string field = Join(path, name);
        if (!members.TryGetValue(name, out JsonElement value) || !IsList(value, field, mostItems))
        {
            return null;
        }

        List<string> texts = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            string itemField = string.Create(CultureInfo.InvariantCulture, $"{field}[{texts.Count}]");
            bool isText = TryGetText(item, itemField, out string text) && IsText(text, itemField, mostBytes);
            if (isText && check(text) is { } problem)
            {
                Refuse(problem.Kind, itemField, $"'{itemField}' {problem.Detail}.");
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>Whether a value is a list that is not too long.</summary>
    public bool IsList(JsonElement value, string field, int most)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Refuse(ProblemKind.WrongType, field, $"'{field}' must be an array, not {Describe(value.ValueKind)}.");
            return false;
        }

        if (value.GetArrayLength() > most)
        {
            Refuse(ProblemKind.TooLong, field, string.Create(
                CultureInfo.InvariantCulture, $"'{field}' has {value.GetArrayLength()} entries; it may have {most}."));
            return false;
        }

        return true;
    }

    /// <summary>Whether a text is not too long and has no control characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">The field that it is in.</param>
    /// <param name="mostBytes">How long it may be, in bytes of UTF-8.</param>
    /// <param name="allowLines">Whether it may have line breaks and tabs.</param>
    public bool IsText(string text, string field, int mostBytes, bool allowLines = false) =>
        IsWithin(text, field, mostBytes) && HasNoControlCharacter(text, field, allowLines);

    /// <summary>The JSON name of a contract's member, by the naming policy.</summary>
    /// <param name="member">The member's name in C#.</param>
    public static string NameOf(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);

    /// <summary>A member's name with those of the objects that it is in.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    private bool TryGetText(JsonElement value, string field, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String)
        {
            Refuse(ProblemKind.WrongType, field, $"'{field}' must be a string, not {Describe(value.ValueKind)}.");
            return false;
        }

        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            Refuse(ProblemKind.InvalidText, field, $"'{field}' has an escape that is half of a character.");
            return false;
        }
    }

    private bool IsWithin(string text, string field, int mostBytes)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > mostBytes)
        {
            Refuse(ProblemKind.TooLong, field, string.Create(
                CultureInfo.InvariantCulture, $"'{field}' has {bytes} bytes; it may have {mostBytes}."));
        }

        return bytes <= mostBytes;
    }

    private bool HasNoControlCharacter(string text, string field, bool allowLines)
    {
        int at = 0;
        while (at < text.Length && !(char.IsControl(text[at]) && !(allowLines && text[at] is '\n' or '\r' or '\t')))
        {
            at++;
        }

        if (at < text.Length)
        {
            Refuse(ProblemKind.ControlCharacter, field, string.Create(
                CultureInfo.InvariantCulture, $"'{field}' has the control character U+{(int)text[at]:X4} at {at}."));
        }

        return at == text.Length;
    }

    private static string Named(string path) => path.Length == 0 ? "The body" : $"'{path}'";

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
