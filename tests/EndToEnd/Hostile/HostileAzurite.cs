using Azure.Storage.Blobs;
using Ocfl.Testing.Azurite;

namespace EndToEnd.Hostile;

/// <summary>The one Azurite of a run of these tests. It is static because xunit shares fixtures only among tests that then run one after another.</summary>
internal static class HostileAzurite
{
    private static readonly Lazy<Task<AzuriteServer>> Server = new(() => AzuriteServer.StartAsync());

    /// <summary>Settings for a storage root and a work area in containers of their own.</summary>
    public static async Task<string[]> SettingsAsync()
    {
        AzuriteServer server = await Server.Value;
        string name = Guid.NewGuid().ToString("N");
        foreach (string container in (string[])["root-" + name, "work-" + name])
        {
            await new BlobContainerClient(server.ConnectionString, container).CreateAsync();
        }

        return
        [
            "--Ocfl:Storage:Kind=AzureBlob",
            "--Ocfl:Storage:Path=",
            "--Ocfl:Storage:Container=root-" + name,
            "--Ocfl:Storage:ConnectionString=" + server.ConnectionString,
            "--Ocfl:Work:Kind=AzureBlob",
            "--Ocfl:Work:Path=",
            "--Ocfl:Work:Container=work-" + name,
            "--Ocfl:Work:ConnectionString=" + server.ConnectionString,
        ];
    }
}
