using DurableTask.Sqlite.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>
/// Databases that earlier builds have written, one for each version of the schema: made by the command "golden" of the test host and
/// dumped as SQL. Whatever is in them goes on under this build. They are never made again.
/// </summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("v1", "2d957d36-b39c-8c69-b7f6-2e73f031be23")]
    public async Task A_database_of_an_earlier_build_goes_on(string golden, string made)
    {
        await using var harness = new EngineHarness();
        await RestoreAsync(golden, harness.Path);
        GoldenWork.Register(harness.Registry);
        await harness.StartAsync();

        await harness.Client.RaiseEventAsync("everything", "GO", "went");
        await harness.Client.RaiseEventAsync("the-child", "child", "grown");
        await harness.Client.RaiseEventAsync("loop", "end", true);
        await harness.Client.ResumeInstanceAsync("suspended");

        OrchestrationMetadata everything = await harness.CompletionAsync("everything");
        Assert.True(everything.RuntimeStatus == OrchestrationRuntimeStatus.Completed, everything.FailureDetails?.ToString());
        Assert.Equal($"1.0 input System.TimeoutException 14 went grown True {made}", everything.ReadOutputAs<string>());
        Assert.Equal("golden", everything.Tags["kind"]);
        Assert.Equal("k", (await harness.CompletionAsync("loop")).ReadOutputAs<string>());
        Assert.Equal("held", (await harness.CompletionAsync("suspended")).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await harness.Client.GetInstanceAsync("later"))!.RuntimeStatus);
        Assert.True(harness.Engine.GetStatistics().Replays >= 2);
    }

    internal static async Task RestoreAsync(string golden, string path)
    {
        await using Stream resource = typeof(GoldenTests).Assembly.GetManifestResourceStream(
            $"{typeof(GoldenTests).Namespace}.Golden.{golden}.sql")!;
        using var reader = new StreamReader(resource);
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = await reader.ReadToEndAsync();
        command.ExecuteNonQuery();
    }
}
