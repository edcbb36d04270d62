using System.Text;
using System.Text.Json;
using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.TestHost;

namespace DurableTask.Sqlite.Tests;

/// <summary>Histories as JSON lines.</summary>
public sealed class HistoryExportTests
{
    [Fact]
    public async Task An_export_of_a_golden_history_reads_back_as_the_history()
    {
        await using var harness = new EngineHarness();
        await GoldenTests.RestoreAsync("v1", harness.Path);
        GoldenWork.Register(harness.Registry);
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync("everything", "GO", "went");
        await harness.Client.RaiseEventAsync("the-child", "child", "grown");
        await harness.CompletionAsync("everything");

        foreach (string id in (string[])["everything", "the-child", "loop", "later", "suspended"])
        {
            string file = $"{harness.Path}.{id}.jsonl";
            await harness.Engine.ExportHistoryAsync(id, file);

            await using FileStream export = File.OpenRead(file);
            List<OrchestrationHistoryEvent> read = await HistoryExport.ReadAsync(export).ToListAsync();
            Assert.Equal((await harness.HistoryAsync(id)).Select(Text), read.Select(Text));
            Assert.False(File.Exists(file + ".part"));
        }

        string[] lines = await File.ReadAllLinesAsync($"{harness.Path}.everything.jsonl");
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        Assert.Equal(
            ("durabletask-history/1", "everything", "Golden.Everything", "1.0", "Completed"),
            (Field("format"), Field("instanceId"), Field("name"), Field("version"), Field("runtimeStatus")));
        Assert.Contains(lines, line => line.Contains("\"eventType\":\"TaskFailed\"", StringComparison.Ordinal));

        string? Field(string name) => first.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task What_cannot_be_exported_is_refused_and_leaves_no_file()
    {
        await using EngineHarness harness = await new EngineHarness()
            .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>())).StartAsync();
        string id = (await harness.RunAsync("Echo", "x")).InstanceId;
        string file = harness.Path + ".jsonl";

        await Assert.ThrowsAsync<ArgumentException>(() => harness.Engine.ExportHistoryAsync("nobody", file));
        Assert.False(File.Exists(file) || File.Exists(file + ".part"));
        await harness.Engine.ExportHistoryAsync(id, file);
        await Assert.ThrowsAsync<IOException>(() => harness.Engine.ExportHistoryAsync(id, file));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => HistoryExport.WriteAsync(harness.Path + ".missing", id, Stream.Null));
    }

    [Fact]
    public async Task An_export_works_without_an_engine_and_beside_one()
    {
        await using EngineHarness harness = await new EngineHarness()
            .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>())).StartAsync();
        string id = (await harness.RunAsync("Echo", new string('x', 1_000_000))).InstanceId;
        using MemoryStream beside = new();
        await HistoryExport.WriteAsync(harness.Path, id, beside);
        await harness.StopAsync();
        using MemoryStream alone = new();
        await HistoryExport.WriteAsync(harness.Path, id, alone);

        Assert.Equal(beside.ToArray(), alone.ToArray());
        alone.Position = 0;
        Assert.Equal(1_000_002, (await HistoryExport.ReadAsync(alone).ToListAsync())[0].Input!.Length);
    }

    [Theory]
    [InlineData("", "Line 1")]
    [InlineData("{\"format\":\"other/1\",\"instanceId\":\"a\",\"name\":\"b\"}", "durabletask-history/1")]
    [InlineData("{\"format\":\"durabletask-history/1\",\"instanceId\":\"a\",\"name\":\"b\"}\n{\"sequence\":0,\"eventTy", "Line 2")]
    public async Task What_is_not_an_export_is_named(string text, string message)
    {
        using MemoryStream source = new(Encoding.UTF8.GetBytes(text + "\n"));

        InvalidDataException refusal = await Assert.ThrowsAsync<InvalidDataException>(
            async () => await HistoryExport.ReadAsync(source).ToListAsync());

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static string Text(OrchestrationHistoryEvent happened) => JsonSerializer.Serialize(happened);
}
