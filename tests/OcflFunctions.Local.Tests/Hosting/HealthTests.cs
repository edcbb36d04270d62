using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Ocfl.Testing;
using OcflFunctions.Local.Tests.Telemetry;

namespace OcflFunctions.Local.Tests.Hosting;

/// <summary>Health says ready only where an update could be taken, staged and committed.</summary>
[Trait("Category", "Slow")]
public sealed class HealthTests
{
    [Fact]
    public async Task A_service_that_can_work_is_ready_and_leaves_nothing_in_the_storage_root()
    {
        using TemporaryFolder folder = new();
        await using ProductHost host = await ProductHost.StartAsync(folder);

        await UntilAsync(host, "ready", check: null);

        Assert.Equal(
            ["0=ocfl_1.1", "extensions", "ocfl_layout.json"],
            Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "root")).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "root.pending", "writing")));
    }

    [Theory]
    [InlineData("storageRoot", "root.pending/writing")]
    [InlineData("workArea", "work.pending/writing")]
    [InlineData("storageRoot", "root/0=ocfl_1.1")]
    public async Task Where_nothing_can_be_written_or_read_it_is_not_ready_and_names_no_path(string check, string place)
    {
        using TemporaryFolder folder = new();
        await using ProductHost host = await ProductHost.StartAsync(folder);
        await UntilAsync(host, "ready", check: null);
        string path = Path.Combine(folder.Path, place);

        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
            await File.WriteAllTextAsync(path, "A file is in the folder's way, for every user.");
        }
        else
        {
            File.Move(path, path + ".gone");
        }

        string answer = await UntilAsync(host, "unavailable", check);
        Assert.DoesNotContain(folder.Path, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("/", answer, StringComparison.Ordinal);

        File.Delete(path);
        if (File.Exists(path + ".gone"))
        {
            File.Move(path + ".gone", path);
        }

        await UntilAsync(host, "ready", check: null);
    }

    /// <summary>A full disk and a locked database are one to the engine: nothing can be committed.</summary>
    [Fact]
    public async Task While_the_engine_cannot_commit_it_is_not_ready_and_a_start_is_unavailable()
    {
        using TemporaryFolder folder = new();
        await using ProductHost host = await ProductHost.StartAsync(folder);
        await UntilAsync(host, "ready", check: null);
        await using (SqliteConnection other = new($"Data Source={Path.Combine(folder.Path, "durable.db")};Pooling=False"))
        {
            await other.OpenAsync();
            using SqliteTransaction held = other.BeginTransaction(deferred: false);

            string answer = await UntilAsync(host, "unavailable", "engine");
            Assert.DoesNotContain("/", answer, StringComparison.Ordinal);
        }

        await UntilAsync(host, "ready", check: null);
    }

    private static async Task<string> UntilAsync(ProductHost host, string status, string? check)
    {
        using CancellationTokenSource deadline = new(RunningHost.Deadline);
        while (true)
        {
            using HttpResponseMessage response = await host.Http.GetAsync("/api/health", deadline.Token);
            string text = await response.Content.ReadAsStringAsync(deadline.Token);
            using JsonDocument report = JsonDocument.Parse(text);
            if (report.RootElement.GetProperty("status").GetString() == status)
            {
                Assert.Equal(status == "ready" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
                string[] bad = [.. report.RootElement.GetProperty("checks")
                    .EnumerateObject()
                    .Where(each => each.Value.GetString() is not ("ok" or "off"))
                    .Select(each => each.Name)];
                Assert.Equal(check is null ? [] : [check], bad);
                return text;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }
}
