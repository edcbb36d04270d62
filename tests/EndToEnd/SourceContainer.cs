using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace EndToEnd;

/// <summary>A source of a test's own in the container that the service may take it from; gone with the test.</summary>
internal sealed class SourceContainer(IService service) : IAsyncDisposable
{
    private readonly BlobContainerClient _container = service.Incoming!;

    /// <summary>The path in the container that it has for itself.</summary>
    public string Prefix { get; } = "e2e/" + Guid.NewGuid().ToString("N");

    /// <summary>The source as a request names it.</summary>
    public JsonObject Source() => new() { ["container"] = _container.Name, ["prefix"] = Prefix };

    /// <summary>Writes a blob.</summary>
    public Task WriteAsync(string path, string content, IDictionary<string, string>? metadata = null) =>
        _container.GetBlobClient($"{Prefix}/{path}").UploadAsync(
            BinaryData.FromString(content), new BlobUploadOptions { Metadata = metadata });

    /// <summary>Writes the files of a folder.</summary>
    public Task WriteAsync(SourceFolder folder) => Parallel.ForEachAsync(
        Directory.EnumerateFiles(folder[""], "*", SearchOption.AllDirectories),
        async (file, cancellationToken) =>
            await _container.GetBlobClient(
                $"{Prefix}/{Path.GetRelativePath(folder[""], file).Replace(Path.DirectorySeparatorChar, '/')}").UploadAsync(
                    file, cancellationToken));

    /// <summary>All blobs with their states.</summary>
    public async Task<List<string>> StatesAsync()
    {
        List<string> states = [];
        await foreach (BlobItem blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix + "/", default))
        {
            states.Add($"{blob.Name} {blob.Properties.ETag}");
        }

        return states;
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not RemoteService)
        {
            // The container is deleted with the service.
            return;
        }

        await foreach (BlobItem blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix + "/", default))
        {
            await _container.DeleteBlobIfExistsAsync(blob.Name);
        }
    }
}
