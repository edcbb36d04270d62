using System.Text.Json;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Orchestrations;

/// <summary>
/// Looks at the input of an update before anything is done for it. What came over HTTP has been checked; the engine's own API starts an
/// orchestration with whatever it is given.
/// </summary>
internal static class InputCheck
{
    /// <summary>Refuses an input that no update can go by. A pure function of it, so that a replay finds the same.</summary>
    /// <exception cref="InvalidUpdateException">It has no request or no settings, or settings that the service itself could not have; the message names them all.</exception>
    public static void Require(UpdateInput? input)
    {
        if (input?.Request is null || input.Settings is null)
        {
            throw new InvalidUpdateException("The update's input must have 'request' and 'settings'.");
        }

        string[] faults =
        [
            .. Describe("settings", UpdateSettingsRules.Find(input.Settings)),
            .. input.Settings.NewVersion is { } newVersion ? Describe("settings.newVersion", UpdateSettingsRules.Find(newVersion)) : [],
        ];
        if (faults.Length > 0)
        {
            throw new InvalidUpdateException($"The update's input is not valid: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>Faults of settings, by their names in JSON.</summary>
    public static IEnumerable<string> Describe(string path, IEnumerable<(string Name, string Problem)> faults) =>
        faults.Select(fault => $"'{path}.{JsonNamingPolicy.CamelCase.ConvertName(fault.Name)}' {fault.Problem}");
}
