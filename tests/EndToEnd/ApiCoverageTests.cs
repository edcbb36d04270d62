using System.Text.RegularExpressions;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>
/// Whether a run of the whole suite has met all of the service's OpenAPI document. The run writes into the folder that
/// <c>OCFL_API_COVERAGE</c> names; this reads it after that, where <c>OCFL_API_COVERAGE_OF</c> names it, as <c>.ci/run</c> does.
/// </summary>
public sealed partial class ApiCoverageTests
{
    // What no test can provoke from outside, each with the reason. An asterisk stands for every call.
    private static readonly Dictionary<string, string> NotFromOutside = new(StringComparer.Ordinal)
    {
        ["*: status 500"] = "A fault of the service itself.",
        ["*: status 503"] = "The storage or the engine must fail, under the service.",
        ["*: status 507"] = "It needs a volume that is full.",
        ["*: status 408"] = "The server gives up a slow body after seconds, and the platform in front of it may do so first.",
        ["problem urn:ocfl-functions:problem:internal-error"] = "See status 500.",
        ["problem urn:ocfl-functions:problem:unavailable"] = "See status 503.",
        ["problem urn:ocfl-functions:problem:storage-full"] = "See status 507.",
        ["problem urn:ocfl-functions:problem:request-timeout"] = "See status 408.",
    };

    [ApiCoverageTheory]
    [InlineData("folders")]
    [InlineData("blobs")]
    public async Task The_suite_has_met_all_of_the_document(string place)
    {
        string folder = ApiCoverageTheoryAttribute.Folder!;
        ApiDocument document = ApiDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, ApiCoverage.DocumentName)));
        HashSet<string> met = [.. Directory.EnumerateFiles(folder, place + "-*.txt").SelectMany(File.ReadLines)];
        string[] all = [.. document.Operations.SelectMany(LinesOf).Concat(ProblemsOf(document)).Distinct(StringComparer.Ordinal)];

        Assert.Equal([], all.Where(line => !met.Contains(line) && !IsExcused(line)).Order(StringComparer.Ordinal));
        Assert.Equal([], NotFromOutside.Keys.Where(key => !Array.Exists(all, line => key == line || key == OfEveryCall(line))));
    }

    private static bool IsExcused(string line) => NotFromOutside.ContainsKey(line) || NotFromOutside.ContainsKey(OfEveryCall(line));

    private static string OfEveryCall(string line) => "*" + line[Math.Max(line.IndexOf(": ", StringComparison.Ordinal), 0)..];

    private static IEnumerable<string> LinesOf(ApiOperation operation) =>
    [
        .. operation.Definition["responses"]!.AsObject().Select(answer => ApiCoverage.Status(operation, answer.Key)),
        .. ((string[])["query", "header"]).SelectMany(
            place => ApiCoverage.NamesOf(operation, place).Select(name => ApiCoverage.Parameter(operation, place, name))),
    ];

    private static IEnumerable<string> ProblemsOf(ApiDocument document) =>
        ProblemType().Matches(document.Root.ToJsonString()).Select(match => ApiCoverage.Problem(match.Value));

    [GeneratedRegex("urn:ocfl-functions:problem:[a-z0-9-]+", RegexOptions.None, 1_000)]
    private static partial Regex ProblemType();
}

/// <summary>A theory about a run of the whole suite; skipped where none is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ApiCoverageTheoryAttribute : TheoryAttribute
{
    public ApiCoverageTheoryAttribute()
    {
        if (Folder is null)
        {
            Skip = "OCFL_API_COVERAGE_OF does not name the folder that a run of the whole suite wrote with OCFL_API_COVERAGE.";
        }
    }

    /// <summary>The folder; null for none.</summary>
    internal static string? Folder => Environment.GetEnvironmentVariable("OCFL_API_COVERAGE_OF") is { Length: > 0 } folder ? folder : null;
}
