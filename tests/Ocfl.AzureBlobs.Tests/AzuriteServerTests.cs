using System.Diagnostics;
using Azure.Storage.Blobs;
using Ocfl.Azurite;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

[Trait("Category", "Slow")]
public sealed class AzuriteServerTests
{
    [Fact]
    public async Task It_keeps_its_data_where_it_is_told_to_and_ends_when_its_input_does()
    {
        using TemporaryFolder folder = new();
        int first;
        await using (AzuriteServer server = await AzuriteServer.StartAsync(new() { DataFolder = folder.Path }))
        {
            first = server.ProcessId;
            await new BlobServiceClient(server.ConnectionString).CreateBlobContainerAsync("kept");
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(first));
        await using AzuriteServer again = await AzuriteServer.StartAsync(new() { DataFolder = folder.Path });

        Assert.True(await new BlobContainerClient(again.ConnectionString, "kept").ExistsAsync());
        Assert.Equal("127.0.0.1", again.BlobEndpoint.Host);
        Assert.Equal(3, new[] { again.BlobEndpoint.Port, again.QueueEndpoint.Port, again.TableEndpoint.Port }.Distinct().Count());
    }

    [Fact]
    public async Task Without_Node_it_says_what_to_install()
    {
        AzuriteException failure = await Assert.ThrowsAsync<AzuriteException>(
            () => AzuriteServer.StartAsync(new() { Node = "no-such-node" }));

        Assert.Contains("install Node.js", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        AzuriteServer shared = await SharedAzurite.GetAsync();

        AzuriteException failure = await Assert.ThrowsAsync<AzuriteException>(
            () => AzuriteServer.StartAsync(new() { BlobPort = shared.BlobEndpoint.Port }));

        Assert.Contains("EADDRINUSE", failure.Message, StringComparison.Ordinal);
    }
}
