using System.Text.Json;

namespace OcflFunctions.Durable;

/// <summary>What is wrong with an orchestration's input: the engine's own API starts an orchestration with any input.</summary>
internal static class InputFaults
{
    /// <summary>What is wrong with an input, as a sentence; null if nothing is.</summary>
    /// <param name="noun">What is started: an update or a validation.</param>
    /// <param name="request">The request.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="find">Finds the faults of an input that has both.</param>
    public static string? Find(string noun, object? request, object? settings, Func<IEnumerable<string>> find)
    {
        if (request is null || settings is null)
        {
            return $"The {noun}'s input must have 'request' and 'settings'.";
        }

        string[] faults = [.. find()];
        return faults.Length > 0 ? $"The {noun}'s input is not valid: {string.Join("; ", faults)}." : null;
    }

    /// <summary>Faults of settings, by their names in JSON.</summary>
    public static IEnumerable<string> Describe(string path, IEnumerable<(string Name, string Problem)> faults) =>
        faults.Select(fault => $"'{path}.{JsonNamingPolicy.CamelCase.ConvertName(fault.Name)}' {fault.Problem}");
}
