using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Each request, and each attempt at one, is counted, and is a span of the trace that asked for it.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Requests_are_counted_by_operation_and_status_and_are_spans_of_their_callers_trace()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        using Meters meters = new();
        using MeterRecorder recorder = new(meters);
        using SpanRecorder spans = new(AzureBlobStorage.TelemetryName);
        AzureBlobStorage storage = new(container.Options(requests) with { MeterFactory = meters, BlockSize = 1024 });

        StorageFile small = await storage.PutAsync("small", "content");
        await storage.PutAsync("large", new string('x', 3000));
        await storage.GetAsync("small");
        Assert.Null(await storage.GetFileAsync("missing"));
        await storage.CopyFromAsync(
            storage,
            "small",
            "copy",
            new() { SourceETag = small.ETag, SourceLength = small.Length, Condition = StorageCondition.IfAbsent });
        await foreach (StorageEntry _ in storage.ListAsync("", recursive: true))
        {
        }

        await storage.DeleteAsync("small");

        SortedDictionary<string, double> counts = recorder.Sums;
        Assert.Equal(1, counts["ocfl.storage.requests operation=GetBlobProperties status=404"]);
        Assert.Equal(1, counts["ocfl.storage.requests operation=CopyBlobFromURL status=202"]);
        Assert.Equal(
            requests.Counts.Select(
                count => (Kind: count.Key.Replace(" ", "", StringComparison.Ordinal), Count: (double)count.Value)).Order(),
            counts.GroupBy(count => count.Key.Split(' ')[1]["operation=".Length..], count => count.Value)
                .Select(group => (Kind: group.Key, Count: group.Sum()))
                .Order());
        Assert.Equal(requests.Total, spans.Ended.Count);
        Assert.All(spans.Ended, span => Assert.Equal((ActivityKind.Client, spans.Root.SpanId), (span.Kind, span.ParentSpanId)));
        Activity put = spans.Ended.First(span => span.OperationName == "PutBlob");
        Assert.Equal((201, ActivityStatusCode.Unset), (put.GetTagItem("http.response.status_code"), put.Status));
        Assert.EndsWith($"/{container.Name}/small", (string?)put.GetTagItem("url.path"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_attempt_counts_also_one_that_got_no_answer()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using Meters meters = new();
        using MeterRecorder recorder = new(meters);
        using SpanRecorder spans = new(AzureBlobStorage.TelemetryName);
        AzureBlobStorage storage = new(container.Options(new FailsFirst()) with { MeterFactory = meters });

        await storage.PutAsync("file", "content");

        Assert.Equal(1, recorder.Sums["ocfl.storage.requests operation=PutBlob status=none"]);
        Assert.Equal(1, recorder.Sums["ocfl.storage.requests operation=PutBlob status=201"]);
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], spans.Ended.Select(span => span.Status));
    }

    private sealed class FailsFirst : DelegatingHandler
    {
        private int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _requests) == 1
                ? throw new HttpRequestException("The connection broke.")
                : base.SendAsync(request, cancellationToken);
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            Meter meter = new(options.Name, options.Version, options.Tags, scope: this);
            _made.Add(meter);
            return meter;
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
