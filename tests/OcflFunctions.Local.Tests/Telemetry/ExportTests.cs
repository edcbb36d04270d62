using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ocfl.Testing;

namespace OcflFunctions.Local.Tests.Telemetry;

/// <summary>A receiver of OTLP gets traces, metrics and logs.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task What_an_update_does_is_exported_where_a_receiver_is_named()
    {
        ConcurrentQueue<(string Path, string Body)> received = new();
        await using WebApplication receiver = await ReceiveAsync(received);
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "incoming", "source"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "incoming", "source", "a.txt"), "a");
        await using (ProductHost host = await ProductHost.StartAsync(
            folder, $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Urls.First()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"))
        {
            string id = await host.UpdateAsync("urn:example:exported");
            await host.UntilAsync(id, "Completed");
        }

        string All(string path) => string.Concat(received.Where(request => request.Path == path).Select(request => request.Body));
        Assert.All(
            ["orchestration:UpdateObject@(2)", "activity:ReleaseObject@(2)", "ocfl.step", "urn:example:exported", "/api/updates"],
            text => Assert.Contains(text, All("/v1/traces"), StringComparison.Ordinal));
        Assert.All(
            [
                "ocfl.updates.started",
                "ocfl.updates.ended",
                "ocfl.update.duration",
                "ocfl.steps.executed",
                "ocfl.bytes.written",
                "kestrel.active_connections",
            ],
            text => Assert.Contains(text, All("/v1/metrics"), StringComparison.Ordinal));
        Assert.Contains("has finished: Completed", All("/v1/logs"), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> ReceiveAsync(ConcurrentQueue<(string Path, string Body)> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        application.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using StreamReader body = new(request.Body, Encoding.Latin1);
            received.Enqueue((request.Path, await body.ReadToEndAsync()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await application.StartAsync();
        return application;
    }
}
