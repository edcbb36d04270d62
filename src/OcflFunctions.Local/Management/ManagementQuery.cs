using System.Globalization;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Management;

/// <summary>
/// Reads the query parameters of the management API. The Functions host ignores a value that it cannot read; here that is a bad request,
/// since a purge with an ignored filter would delete too much.
/// </summary>
internal static class ManagementQuery
{
    /// <summary>A truth value.</summary>
    /// <exception cref="ProblemException">The value is not one.</exception>
    public static bool Bool(HttpRequest request, string name, bool otherwise) => Text(request, name) switch
    {
        null => otherwise,
        var text when bool.TryParse(text, out bool value) => value,
        var text => throw Bad(name, text, "true or false"),
    };

    /// <summary>A count above zero.</summary>
    /// <exception cref="ProblemException">The value is not one.</exception>
    public static int Count(HttpRequest request, string name, int otherwise) => Text(request, name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 => value,
        var text => throw Bad(name, text, "a whole number above zero"),
    };

    /// <summary>A moment; one without an offset is taken as UTC. Null if it is not given.</summary>
    /// <exception cref="ProblemException">The value is not one.</exception>
    public static DateTimeOffset? Time(HttpRequest request, string name) => Text(request, name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset value) => value,
        var text => throw Bad(name, text, "a date and time such as 2026-08-01T12:00:00Z"),
    };

    /// <summary>A list with commas between its items; null if it is not given.</summary>
    /// <exception cref="ProblemException">One of them is not a status.</exception>
    public static IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(HttpRequest request, string name)
    {
        string[] names =
        [
            .. request.Query[name].OfType<string>()
                .SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];
        return names.Length == 0 ? null : [.. names.Select(text => Status(name, text))];
    }

    /// <summary>A text; null if it is not given or empty.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static OrchestrationRuntimeStatus Status(string name, string text) =>
        char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out OrchestrationRuntimeStatus status)
            ? status
            : throw Bad(name, text, $"one of {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}");

    private static ProblemException Bad(string name, string text, string expected) =>
        new(ProblemKind.InvalidQuery, $"'{name}' is '{text}', which is not {expected}.", name);
}
