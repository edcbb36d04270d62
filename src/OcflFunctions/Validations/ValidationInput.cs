using System.Text.Json.Serialization;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Validations;

/// <summary>The input of the orchestration <c>ValidateObjects</c>.</summary>
/// <param name="Request">The request.</param>
/// <param name="Settings">The settings.</param>
/// <param name="State">How far it is, if it has continued as new; null at the start.</param>
public sealed record ValidationInput(
    ValidationRequest Request,
    ValidationSettings Settings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ValidationState? State = null);

/// <summary>Which validation an activity belongs to.</summary>
/// <param name="Id">The validation's id, which is the orchestration's instance id.</param>
/// <param name="StartedAt">When it started, in UTC. If an operator restarts it, it has another time, and so another report.</param>
public sealed record ValidationIdentity(string Id, DateTimeOffset StartedAt);

/// <summary>How far a validation is: its state when it continues as new.</summary>
public sealed record ValidationState
{
    /// <summary>When the first run started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How many pages of objects are done.</summary>
    public int Pages { get; init; }

    /// <summary>Where the next page starts; null for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>How many objects have been listed.</summary>
    public long Listed { get; init; }

    /// <summary>Whether there are objects that are direct children of the storage root.</summary>
    public bool HasObjectsAtTop { get; init; }

    /// <summary>Whether there are objects that are deeper.</summary>
    public bool HasObjectsBelow { get; init; }

    /// <summary>What has been found.</summary>
    public ValidationCounts Counts { get; init; } = new();
}

/// <summary>
/// Checks the input of a validation before anything is done, as <see cref="UpdateInputCheck"/> does for updates: the engine's own API
/// starts an orchestration with any input.
/// </summary>
internal static class ValidationInputCheck
{
    /// <summary>Refuses an input that no validation can use. A pure function of the input, so that a replay has the same result.</summary>
    /// <exception cref="InvalidValidationException">It has no request or no settings, or settings that the service itself could not have;
    /// the message names them all.</exception>
    public static void Require(ValidationInput? input)
    {
        if (InputFaults.Find("validation", input?.Request, input?.Settings, () => FaultsOf(input!)) is { } fault)
        {
            throw new InvalidValidationException(fault);
        }
    }

    private static IEnumerable<string> FaultsOf(ValidationInput input) =>
    [
        .. input.Request.ObjectId is "" ? ["'request.objectId' is empty"] : (string[])[],
        .. InputFaults.Describe("settings", ValidationSettingsRules.Find(input.Settings)),
    ];
}

/// <summary>The input of a validation is not valid. Permanent: a retry would fail again.</summary>
/// <param name="message">What is wrong, for people.</param>
public sealed class InvalidValidationException(string message) : Exception(message);
