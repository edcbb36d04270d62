using System.Text.Json.Serialization;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>The input of the orchestration <c>UpdateObject</c>.</summary>
/// <param name="Request">The request.</param>
/// <param name="Settings">The settings.</param>
public sealed record UpdateInput(UpdateRequest Request, UpdateSettings Settings);

/// <summary>Which update an activity belongs to.</summary>
/// <param name="Id">The update's id, which is the orchestration's instance id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, taken once, in UTC: the new version's <c>created</c>, unless the request has one.</param>
/// <param name="IsPurge">Whether it is a purge of the object, which takes its place in the same queue.</param>
public sealed record UpdateIdentity(
    string Id,
    string ObjectId,
    DateTimeOffset Created,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsPurge = false);

/// <summary>The payload with which the HTTP API raises the event <c>Retry</c>. The orchestrator accepts any other as well.</summary>
/// <param name="Reason">Why; null when not given.</param>
public sealed record RetryRequest(string? Reason);

/// <summary>
/// Checks the input of an update before anything is done. A request over HTTP has been checked; the engine's own API starts an
/// orchestration with any input.
/// </summary>
internal static class UpdateInputCheck
{
    /// <summary>Refuses an input that no update can use. A pure function of the input, so that a replay has the same result.</summary>
    /// <exception cref="InvalidUpdateException">
    /// It has no request or no settings, or settings that the service itself could not have; the message names them all.
    /// </exception>
    public static void Require(UpdateInput? input)
    {
        if (InputFaults.Find("update", input?.Request, input?.Settings, () => FaultsOf(input!.Settings)) is { } fault)
        {
            throw new InvalidUpdateException(fault);
        }
    }

    private static IEnumerable<string> FaultsOf(UpdateSettings settings) =>
    [
        .. InputFaults.Describe("settings", UpdateSettingsRules.Find(settings)),

        // In an input it can be null in spite of its type.
        .. settings.NewVersion is { } newVersion
            ? InputFaults.Describe("settings.newVersion", UpdateSettingsRules.Find(newVersion))
            : ["'settings.newVersion' is null"],
    ];
}
