using System.Text.RegularExpressions;
using Ocfl.Testing;
using Ocfl.Testing.OpenApi;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>
/// Whether a run of the whole suite has met all of the service's OpenAPI document, on each kind of storage. It runs when all other classes
/// have finished. If a filter has left tests out, it is skipped and says which.
/// </summary>
[Collection(Last)]
public sealed partial class ApiCoverageTests(ITestOutputHelper output)
{
    private const string Last = "Compares what the others have met";
    private const string Type = "problem urn:ocfl-functions:problem:";

    // An asterisk stands for every call.
    private static readonly NotMet[] Anywhere =
    [
        new("*: status 500", "A fault of the service itself.", "An_unhandled_exception_is_a_problem_without_its_words"),
        new("*: status 503", "The storage or the engine must fail.", "While_the_engine_cannot_record_the_service_is_unavailable_and_says_so"),
        new(Type + "internal-error", "See status 500.", "An_unhandled_exception_is_a_problem_without_its_words"),
        new(Type + "unavailable", "See status 503.", "While_the_engine_cannot_record_the_service_is_unavailable_and_says_so"),
        new(Type + "malformed-request", "No HTTP client sends one.", "A_request_that_is_wrong_in_its_head_is_a_problem_of_the_caller"),
        new("AppendUpload PATCH: status 507", "The upload's creation has reserved the room.", "A_volume_is_not_filled"),
        new("OverrideUpload POST: status 507", "The upload's creation has reserved the room.", "A_volume_is_not_filled"),
    ];

    private static readonly NotMet[] OnBlobsOnly =
    [
        new("*: status 507", "A container has no volume.", "A_volume_is_not_filled"),
        new(Type + "storage-full", "A container has no volume.", "A_volume_is_not_filled"),
    ];

    // Against a service that runs already, tests that start services of their own are skipped.
    private static readonly NotMet[] OfServicesOfTheSuite =
    [
        .. OnBlobsOnly,
        .. new[]
        {
            "*: status 401", "*: status 403", "*: status 410", "*: status 429", "CreateStage POST: status 409", "ExportObject GET: status 409",
            "ExportObjectHead HEAD: status 409", "GetAudits GET: query continuation", "GetAuditsHead HEAD: query continuation",
            "GetMaintenance GET: status 200", "ListMaintenance GET: status 200", "ListMaintenance GET: query top",
            "PutStageFile PUT: status 413", "RetryUpdate POST: status 202", "StartMaintenance POST: status 202",
            "StartMaintenance POST: status 409", Type + "damaged-object", Type + "forbidden", Type + "invalid-object",
            Type + "maintenance-running", Type + "not-allowed", Type + "queue-full", Type + "report-removed", Type + "role-missing",
            Type + "stage-changed", Type + "stage-full", Type + "too-large", Type + "too-many-paths", Type + "too-many-stages",
            Type + "too-many-streams", Type + "unauthorized", Type + "unsafe-path",
        }.Select(line => new NotMet(
            line, "It needs other settings, or a root that the test can damage.", "What_the_settings_forbid_is_refused")),
    ];

    [SkippableFact]
    public void The_suite_has_met_all_of_the_document_on_the_first_service() => Require(
        Profile.Url is null ? ApiCoverage.Folders : ApiCoverage.Remote,
        typeof(OnBlobs),
        [.. Anywhere, .. Profile.Url is null ? [] : OfServicesOfTheSuite]);

    [SkippableFact]
    public void The_suite_has_met_all_of_the_document_on_blobs() =>
        Require(ApiCoverage.Blobs, typeof(OnLocalStorage), [.. Anywhere, .. OnBlobsOnly]);

    [Fact]
    public void What_is_not_met_here_is_tested_elsewhere()
    {
        string sources = string.Concat(RepositoryFolder.Find().GetDirectories("tests")[0]
            .EnumerateFiles("*Tests.cs", SearchOption.AllDirectories)
            .Select(file => File.ReadAllText(file.FullName)));

        RequireNone("There is no such test:", Anywhere.Concat(OnBlobsOnly).Concat(OfServicesOfTheSuite)
            .Select(each => each.Test)
            .Where(test => !sources.Contains($" {test}(", StringComparison.Ordinal)));
    }

    private void Require(string place, Type others, NotMet[] excuses)
    {
        string[] missing = SelectedTests.FindMissing(except: others);
        Skip.If(
            missing.Length > 0 && Profile.Get("OCFL_API_COVERAGE") is null,
            $"The run has left out {missing.Length} tests, such as {missing.FirstOrDefault()}.");
        ApiCoverage coverage = ApiCoverage.At(place);
        Assert.NotNull(coverage.Document);
        string[] all =
        [
            .. coverage.Document.Operations.SelectMany(LinesOf).Concat(ProblemsOf(coverage.Document)).Distinct(StringComparer.Ordinal),
        ];
        IReadOnlySet<string> met = coverage.Met;
        output.WriteLine($"{place}: {all.Count(met.Contains)} of {all.Length} met");

        RequireNone(
            "No test has met this of the document:",
            all.Where(line => !met.Contains(line) && !Array.Exists(excuses, excuse => excuse.Covers(line))));
        RequireNone(
            "The document does not have this:",
            excuses.Where(excuse => !Array.Exists(all, excuse.Covers)).Select(excuse => excuse.Line));
    }

    // Whole: a comparison of collections would show only the first few.
    private static void RequireNone(string what, IEnumerable<string> lines)
    {
        string[] found = [.. lines.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found.Prepend(what)));
    }

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

    /// <summary>The collection of this class, which runs alone and last.</summary>
    [CollectionDefinition(Last, DisableParallelization = true)]
    public sealed class AfterAllOthers;

    /// <summary>What the suite does not meet.</summary>
    /// <param name="Line">A line of <see cref="ApiCoverage"/>; an asterisk stands for any operation.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Test">The test that covers it.</param>
    private sealed record NotMet(string Line, string Reason, string Test)
    {
        public bool Covers(string line) =>
            line == Line || (Line.StartsWith('*') && line.EndsWith(Line[1..], StringComparison.Ordinal));
    }
}
