using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>
/// What goes over the wire, in files: a value with something in every field is written as the file has it, and the file is read as that
/// value.
/// </summary>
public sealed class WireTests
{
    private static readonly JsonTypeInfo[] Types =
    [
        ContractsJson.Relaxed.UpdateRequest,
        ContractsJson.Relaxed.StartedUpdate,
        ContractsJson.Relaxed.Update,
        ContractsJson.Relaxed.UpdatePage,
        ContractsJson.Relaxed.ValidationRequest,
        ContractsJson.Relaxed.StartedValidation,
        ContractsJson.Relaxed.Validation,
        ContractsJson.Relaxed.FindingPage,
        ContractsJson.Relaxed.StageRequest,
        ContractsJson.Relaxed.Stage,
        ContractsJson.Relaxed.StageContents,
        ContractsJson.Relaxed.StagePage,
        ContractsJson.Relaxed.StageFile,
        ContractsJson.Relaxed.ObjectPage,
        ContractsJson.Relaxed.VersionPage,
        ContractsJson.Relaxed.FilePage,
        ContractsJson.Relaxed.FileChangePage,
        ContractsJson.Relaxed.FileHistoryPage,
        ContractsJson.Relaxed.HealthReport,
        ContractsJson.Relaxed.Problem,
        ContractsJson.Relaxed.SourceMismatchPage,
        ContractsJson.Relaxed.PurgeRequest,
        ContractsJson.Relaxed.StartedPurge,
        ContractsJson.Relaxed.Purge,
        ContractsJson.Relaxed.MaintenanceRequest,
        ContractsJson.Relaxed.StartedMaintenance,
        ContractsJson.Relaxed.MaintenanceRun,
        ContractsJson.Relaxed.MaintenanceRunPage,
        ContractsJson.Relaxed.PurgePage,
        ContractsJson.Relaxed.ValidationPage,
        ContractsJson.Relaxed.ServiceVersion,
        ContractsJson.Relaxed.UpdateStatusChange,
        ContractsJson.Relaxed.ValidationStatusChange,
        ContractsJson.Relaxed.PurgeStatusChange,
        ContractsJson.Relaxed.ImportStatusChange,
        ContractsJson.Relaxed.UpdateProgress,
        ContractsJson.Relaxed.UpdateStep,
        ContractsJson.Relaxed.ValidationProgress,
        ContractsJson.Relaxed.ImportProgress,
        ContractsJson.Relaxed.Notification,
        ContractsJson.Relaxed.ImportRequest,
        ContractsJson.Relaxed.StartedImport,
        ContractsJson.Relaxed.Import,
        ContractsJson.Relaxed.ImportPage,
        ContractsJson.Relaxed.ImportedObjectPage,
        ContractsJson.Relaxed.AuditRequest,
        ContractsJson.Relaxed.StartedAudit,
        ContractsJson.Relaxed.Audit,
        ContractsJson.Relaxed.AuditOverview,
    ];

    // Set to write the files again, after a change that is meant.
    private static readonly string? WriteTo = Environment.GetEnvironmentVariable("WRITE_WIRE_FILES");

    public static TheoryData<string> Names => [.. Types.Select(type => type.Type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_value_is_written_as_the_file_has_it(string name)
    {
        JsonTypeInfo type = Types.Single(type => type.Type.Name == name);

        string written = string.Concat(SamplesOf(type).Select(sample => JsonSerializer.Serialize(sample, type) + "\n"));

        if (WriteTo is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(WriteTo, name + ".jsonl"), written);
        }

        Assert.Equal(await ReadFileAsync(name), written);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_file_is_read_whole(string name)
    {
        JsonTypeInfo type = Types.Single(type => type.Type.Name == name);
        string[] lines = (await ReadFileAsync(name)).TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Equal(line, JsonSerializer.Serialize(JsonSerializer.Deserialize(line, type), type)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_crosses_the_engine_is_the_same_without_the_context(string name)
    {
        JsonTypeInfo type = Types.Single(type => type.Type.Name == name);
        JsonSerializerOptions plain = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

        Assert.All(SamplesOf(type), sample => Assert.Equal(
            JsonSerializer.Serialize(sample, type), JsonSerializer.Serialize(sample, type.Type, plain)));
    }

    [Fact]
    public async Task A_name_of_a_newer_service_is_unknown_and_no_end()
    {
        JsonNode written = JsonNode.Parse((await ReadFileAsync(nameof(Update))).Split('\n')[0])!;
        written["status"] = "Hibernating";
        written["phase"] = 7;
        written["steps"]![0]!["state"] = "dreaming";
        written["result"]!["outcome"] = "Postponed";

        Update update = written.Deserialize(ContractsJson.Relaxed.Update)!;

        Assert.Equal(UpdateStatus.Unknown, update.Status);
        Assert.Equal(UpdatePhase.Unknown, update.Phase);
        Assert.Equal(StepState.Unknown, update.Steps![0].State);
        Assert.Equal(UpdateOutcome.Unknown, update.Result!.Outcome);
        Assert.False(update.IsFinished);
    }

    // Of a page, what is on it has its own file.
    private static IEnumerable<object> SamplesOf(JsonTypeInfo type) =>
        Sample.Of(type.Type).Take(type.Type.Name.EndsWith("Page", StringComparison.Ordinal) ? 1 : int.MaxValue);

    private static Task<string> ReadFileAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Wire", name + ".jsonl"), Encoding.UTF8);
}
