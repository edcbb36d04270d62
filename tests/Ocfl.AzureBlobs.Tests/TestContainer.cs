using System.Collections.Concurrent;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Ocfl.Azurite;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>A container of one test on the shared Azurite, gone with it.</summary>
internal sealed class TestContainer : IAsyncDisposable
{
    private readonly ConcurrentBag<HttpClient> _clients = [];
    private readonly Lazy<HttpClient> _plain;

    private TestContainer(AzuriteServer server, string name)
    {
        Server = server;
        Name = name;
        _plain = new(() => Connect([]));
        Client = new BlobContainerClient(server.ConnectionString, name, new BlobClientOptions { TrimBlobNameSlashes = false });
    }

    public AzuriteServer Server { get; }

    public string Name { get; }

    /// <summary>The container as other tools see it.</summary>
    public BlobContainerClient Client { get; }

    /// <summary>Creates it on the given Azurite; on the shared one if null.</summary>
    public static async Task<TestContainer> CreateAsync(AzuriteServer? server = null)
    {
        TestContainer container = new(server ?? await SharedAzurite.GetAsync(), "test-" + Guid.NewGuid().ToString("N"));
        await container.Client.CreateAsync();
        return container;
    }

    /// <summary>Options for the container, with quick retries.</summary>
    /// <param name="handlers">What every attempt at a request passes through, from the first to the last.</param>
    public AzureBlobStorageOptions Options(params DelegatingHandler[] handlers)
    {
        HttpClient http = handlers.Length == 0 ? _plain.Value : Connect(handlers);
        return new()
        {
            ConnectionString = Server.ConnectionString,
            Container = Name,
            ConfigureClient = client =>
            {
                client.Retry.Delay = TimeSpan.FromMilliseconds(1);
                client.Retry.MaxDelay = TimeSpan.FromMilliseconds(20);
                client.Transport = new HttpClientTransport(http);
            },
        };
    }

    public AzureBlobStorage Storage(params DelegatingHandler[] handlers) => new(Options(handlers));

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteIfExistsAsync();
        foreach (HttpClient client in _clients)
        {
            client.Dispose();
        }
    }

    private HttpClient Connect(DelegatingHandler[] handlers)
    {
        HttpMessageHandler next = new SocketsHttpHandler
        {
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
        };
        foreach (DelegatingHandler handler in handlers.Reverse())
        {
            handler.InnerHandler = next;
            next = handler;
        }

        // The pipeline has its own time-outs.
        HttpClient http = new(next) { Timeout = Timeout.InfiniteTimeSpan };
        _clients.Add(http);
        return http;
    }
}
