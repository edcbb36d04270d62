using System.Globalization;
using System.Web;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// Gives Azurite the operation Put Block From URL, which it lacks: the source's range is read, on its condition, and put.
/// </summary>
internal sealed class BlocksFromUrl(TestContainer container) : DelegatingHandler
{
    private int _done;

    /// <summary>After how many blocks the service fails with 500.</summary>
    public int FailAfter { get; set; } = int.MaxValue;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RequestCounter.GetKind(request) != "Put Block From URL")
        {
            return await base.SendAsync(request, cancellationToken);
        }

        if (_done >= FailAfter)
        {
            return FaultHandler.Refuse(request, 500, "InternalError");
        }

        _done++;
        long[] ends = [.. Header("x-ms-source-range")["bytes=".Length..].Split('-').Select(
            end => long.Parse(end, CultureInfo.InvariantCulture))];
        BlobClient from = new(new Uri(Header("x-ms-copy-source")));
        BlobClient to = container.Client.GetBlobClient(new BlobUriBuilder(request.RequestUri!).BlobName);
        using MemoryStream block = new();
        await using (Stream bytes = (await from.DownloadStreamingAsync(
            new()
            {
                Range = new HttpRange(ends[0], ends[1] - ends[0] + 1),
                Conditions = new()
                {
                    IfMatch = new ETag(Header("x-ms-source-if-match")),
                }
            },
            cancellationToken)).Value.Content)
        {
            await bytes.CopyToAsync(block, cancellationToken);
        }

        block.Position = 0;
        string id = HttpUtility.ParseQueryString(request.RequestUri!.Query)["blockid"]!;
        await container.Client.GetBlockBlobClient(to.Name).StageBlockAsync(id, block, cancellationToken: cancellationToken);
        return new(System.Net.HttpStatusCode.Created) { RequestMessage = request };

        string Header(string name) => request.Headers.GetValues(name).Single();
    }
}
