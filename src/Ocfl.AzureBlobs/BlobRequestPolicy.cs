using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Ocfl.AzureBlobs;

/// <summary>
/// Counts each outgoing request, every attempt separately, and records it as a span: the metric <c>ocfl.storage.requests</c> and the
/// spans of the source <see cref="AzureBlobStorage.TelemetryName"/>. Operations have the names that the service's own metrics and logs
/// have.
/// </summary>
internal sealed class BlobRequestPolicy(Meter meter) : HttpPipelinePolicy
{
    /// <summary>The status of a request that got no answer.</summary>
    private const string NoAnswer = "none";

    private static readonly ActivitySource Source = new(AzureBlobStorage.TelemetryName);

    // Used if the caller passes no factory of meters.
    private static readonly Meter Shared = new(AzureBlobStorage.TelemetryName);

    private readonly Counter<long> _requests = meter.CreateCounter<long>(
        "ocfl.storage.requests", "{request}", "Requests to the storage service, each attempt separately.");

    /// <summary>A policy that counts with the meters of a factory; null for the process's own.</summary>
    public static BlobRequestPolicy Create(IMeterFactory? meters) => new(meters?.Create(AzureBlobStorage.TelemetryName) ?? Shared);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using Activity? span = Start(message.Request);
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception failure)
        {
            End(span, message, failure);
            throw;
        }

        End(span, message, failure: null);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using Activity? span = Start(message.Request);
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            End(span, message, failure);
            throw;
        }

        End(span, message, failure: null);
    }

    /// <summary>The operation that a request asks for.</summary>
    internal static string OperationOf(Request request)
    {
        string query = request.Uri.Query;
        bool Has(string part) => query.Contains(part, StringComparison.Ordinal);
        bool HasHeader(string name) => request.Headers.Contains(name);
        return request.Method.Method switch
        {
            "PUT" when Has("restype=container") => "CreateContainer",
            "PUT" when Has("comp=blocklist") => "PutBlockList",
            "PUT" when Has("comp=block") => HasHeader("x-ms-copy-source") ? "PutBlockFromURL" : "PutBlock",
            "PUT" when Has("comp=metadata") => "SetBlobMetadata",
            "PUT" when Has("comp=copy") => "AbortCopyBlob",
            "PUT" when HasHeader("x-ms-requires-sync") => "CopyBlobFromURL",
            "PUT" when HasHeader("x-ms-copy-source") => "CopyBlob",
            "PUT" => "PutBlob",
            "GET" when Has("comp=list") => "ListBlobs",
            "GET" when Has("comp=blocklist") => "GetBlockList",
            "GET" => "GetBlob",
            "HEAD" => "GetBlobProperties",
            "DELETE" => "DeleteBlob",
            string other => other,
        };
    }

    private static Activity? Start(Request request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        string operation = OperationOf(request);
        return Source.StartActivity(operation, ActivityKind.Client)?
            .SetTag("ocfl.storage.operation", operation)
            .SetTag("http.request.method", request.Method.Method)
            .SetTag("server.address", request.Uri.Host)
            .SetTag("url.path", request.Uri.Path);
    }

    private void End(Activity? span, HttpMessage message, Exception? failure)
    {
        string status = failure is null && message.HasResponse ? message.Response.Status.ToString(CultureInfo.InvariantCulture) : NoAnswer;
        if (_requests.Enabled)
        {
            _requests.Add(1, new("operation", OperationOf(message.Request)), new("status", status));
        }

        if (span is null)
        {
            return;
        }

        if (failure is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, failure.Message).SetTag("error.type", failure.GetType().FullName);
            return;
        }

        span.SetTag("http.response.status_code", message.Response.Status).SetTag(
            "az.service_request_id", message.Response.Headers.RequestId);
        if (message.Response.Status >= 500)
        {
            // A failed condition and a missing file are expected answers.
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", status);
        }
    }
}
