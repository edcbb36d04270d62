using Azure.Core.Pipeline;
using Azure.Core;
using Azure.Storage.Blobs;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>A container of one test on the shared Azurite, gone with it.</summary>
internal sealed class TestContainer : IAsyncDisposable
{
    private TestContainer(AzuriteServer server, string name)
    {
        Server = server;
        Name = name;
        Client = new BlobContainerClient(server.ConnectionString, name);
    }

    public AzuriteServer Server { get; }

    public string Name { get; }

    /// <summary>The container as other tools see it.</summary>
    public BlobContainerClient Client { get; }

    public static async Task<TestContainer> CreateAsync()
    {
        TestContainer container = new(await SharedAzurite.GetAsync(), "test-" + Guid.NewGuid().ToString("N"));
        await container.Client.CreateAsync();
        return container;
    }

    /// <summary>Options for the container, with quick retries.</summary>
    /// <param name="policies">What every attempt at a request passes through.</param>
    public AzureBlobStorageOptions Options(params HttpPipelinePolicy[] policies) => new()
    {
        ConnectionString = Server.ConnectionString,
        Container = Name,
        ConfigureClient = client =>
        {
            client.Retry.Delay = TimeSpan.FromMilliseconds(1);
            client.Retry.MaxDelay = TimeSpan.FromMilliseconds(20);
            foreach (HttpPipelinePolicy policy in policies)
            {
                client.AddPolicy(policy, HttpPipelinePosition.PerRetry);
            }
        },
    };

    public AzureBlobStorage Storage(params HttpPipelinePolicy[] policies) => new(Options(policies));

    public async ValueTask DisposeAsync() => await Client.DeleteIfExistsAsync();
}
