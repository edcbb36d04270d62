using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>The input of the orchestration <c>UpdateObject</c>.</summary>
/// <param name="Request">What the caller asks for.</param>
/// <param name="Settings">The settings it goes by.</param>
public sealed record UpdateInput(UpdateRequest Request, UpdateSettings Settings);

/// <summary>Which update an activity belongs to.</summary>
/// <param name="Id">The update's id, which is the orchestration's instance id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, taken once, in UTC: the new version's <c>created</c>.</param>
public sealed record UpdateIdentity(string Id, string ObjectId, DateTimeOffset Created);

/// <summary>The payload with which the HTTP API raises the event <c>Cancel</c>. The orchestrator takes any other as well.</summary>
/// <param name="Reason">Why; null when not given.</param>
public sealed record CancelRequest(string? Reason);

/// <summary>The payload with which the HTTP API raises the event <c>Retry</c>. The orchestrator takes any other as well.</summary>
/// <param name="Reason">Why; null when not given.</param>
public sealed record RetryRequest(string? Reason);

/// <summary>
/// Looks at the input of an update before anything is done for it. What came over HTTP has been checked; the engine's own API starts an
/// orchestration with whatever it is given.
/// </summary>
internal static class UpdateInputCheck
{
    /// <summary>Refuses an input that no update can go by. A pure function of it, so that a replay finds the same.</summary>
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

        // In an input it can be null, whatever its type says.
        .. settings.NewVersion is { } newVersion
            ? InputFaults.Describe("settings.newVersion", UpdateSettingsRules.Find(newVersion))
            : ["'settings.newVersion' is null"],
    ];
}
