using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Local.Tests.Telemetry;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Tests.Updates;

/// <summary>What an operator does through the management API, and what the status of an update shows of its retries.</summary>
public sealed class UpdateEventTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public UpdateEventTests()
    {
        string source = Directory.CreateDirectory(Path.Combine(_folder.Path, "incoming", "source")).FullName;
        File.WriteAllText(Path.Combine(source, "a.txt"), "a");
    }

    private string PendingArea => Path.Combine(_folder.Path, "root.pending");

    public static TheoryData<string> Payloads =>
        ["", "null", "\"why\"", "5", "true", "[1]", "{}", """{"reason":"why"}""", """{"reason":{"text":5}}"""];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Cancel_and_retry_count_whatever_their_payload(string payload)
    {
        await using ProductHost host = await ProductHost.StartAsync(_folder, "--Ocfl:Updates:Attempts=1");
        BreakPendingArea();
        string retried = await host.UpdateAsync("urn:example:retried");
        string cancelled = await host.UpdateAsync("urn:example:cancelled");
        await host.UntilAsync(retried, "Held");
        await host.UntilAsync(cancelled, "Held");
        RepairPendingArea();

        await RaiseAsync(host, retried, UpdateObject.RetryEvent, payload);
        await RaiseAsync(host, cancelled, CancelRequest.Event, payload);

        await host.UntilAsync(retried, "Completed");
        await host.UntilAsync(cancelled, "Cancelled");
    }

    [Fact]
    public async Task A_retry_is_seen_with_its_attempts_its_error_and_the_next_attempt()
    {
        await using ProductHost host = await ProductHost.StartAsync(
            _folder, "--Ocfl:Updates:Attempts=4", "--Ocfl:Updates:FirstRetryDelay=00:00:01");
        BreakPendingArea();
        string id = await host.UpdateAsync("urn:example:retried");

        ActivityRetry retry = await host.RetryAsync(id, attempt: 2);

        Assert.Equal((2, 4), (retry.Attempt, retry.Of));
        Assert.NotEqual("ExecuteOcflActivity", retry.Step);
        Assert.Equal("ExecuteOcflActivity", retry.LastError.Activity);
        Assert.NotEmpty(retry.LastError.Message);
        Assert.InRange(retry.NextAttemptAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        RepairPendingArea();
        await host.UntilAsync(id, "Completed");
        JsonElement update = await host.Http.GetFromJsonAsync<JsonElement>($"api/updates/{id}");
        Assert.Empty(update.GetProperty("progress").GetProperty("retrying").EnumerateArray());
        Assert.False(update.TryGetProperty("phase", out _));
        Assert.Equal(0, update.GetProperty("result").GetProperty("alreadyDone").GetInt32());
        Assert.All(update.GetProperty("steps").EnumerateArray(), step => Assert.Equal("done", step.GetProperty("state").GetString()));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RaiseAsync(ProductHost host, string id, string name, string payload)
    {
        using StringContent? body = payload.Length == 0 ? null : new StringContent(payload, Encoding.UTF8, "application/json");
        if (body is null)
        {
            // The management API wants JSON; another client of the engine may raise an event without a payload.
            await host.Engine.RaiseEventAsync(id, name);
            return;
        }

        using HttpResponseMessage raised = await host.Http.PostAsync(
            $"runtime/webhooks/durabletask/instances/{id}/raiseEvent/{name}", body);
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
    }

    // A file in the place of the folder in which each version is put together.
    private void BreakPendingArea()
    {
        if (Directory.Exists(PendingArea))
        {
            Directory.Delete(PendingArea, recursive: true);
        }

        File.WriteAllText(PendingArea, "in the way");
    }

    private void RepairPendingArea() => File.Delete(PendingArea);
}
