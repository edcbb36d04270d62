using System.Text.Json.Serialization;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Purges;

/// <summary>The input of the orchestration <c>PurgeObject</c>.</summary>
/// <param name="Request">The request; its confirmation is the object's id.</param>
/// <param name="Settings">The settings.</param>
public sealed record PurgeInput(PurgeRequest Request, UpdateSettings Settings);

/// <summary>The custom status of a purge.</summary>
/// <param name="Ahead">How many updates of the object are before it; null when its turn has come.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
internal sealed record PurgeCustomStatus(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Ahead,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateError? Error = null);

/// <summary>
/// Checks the input of a purge before anything is done, as is done for updates: the engine's own API starts an orchestration with any
/// input.
/// </summary>
internal static class PurgeInputCheck
{
    /// <summary>Refuses an input that no purge can use. A pure function of the input, so that a replay has the same result.</summary>
    /// <exception cref="InvalidUpdateException">Something is missing, or not valid; the message names it.</exception>
    public static void Require(PurgeInput? input)
    {
        if (InputFaults.Find("purge", input?.Request, input?.Settings, () => FaultsOf(input!)) is { } fault)
        {
            throw new InvalidUpdateException(fault);
        }
    }

    private static IEnumerable<string> FaultsOf(PurgeInput input) =>
    [
        .. Missing("confirm", input.Request.Confirm),
        .. Missing("reason", input.Request.Reason),
        .. Missing("user.name", input.Request.User?.Name),
        .. InputFaults.Describe("settings", UpdateSettingsRules.Find(input.Settings)),
    ];

    private static IEnumerable<string> Missing(string name, string? value) =>
        string.IsNullOrEmpty(value) ? [$"'request.{name}' is missing or empty"] : [];
}
