using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Storage.Blobs;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>Which blobs a storage is made of, and how it speaks to the service.</summary>
public sealed record AzureBlobStorageOptions
{
    /// <summary>The largest block that the service takes and that fits into memory with a few of its like: 1 GiB.</summary>
    internal const int LargestBlockSize = 1 << 30;

    /// <summary>A storage account's connection string, a secret; null when <see cref="ServiceUri"/> names the account.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// The account's blob endpoint, such as <c>https://account.blob.core.windows.net</c>; null when <see cref="ConnectionString"/> is set.
    /// With a shared access signature in its query, that is what it is opened with.
    /// </summary>
    public Uri? ServiceUri { get; init; }

    /// <summary>
    /// What opens <see cref="ServiceUri"/>; null for the managed identity, or else for what <c>DefaultAzureCredential</c> finds.
    /// </summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>The client id of the user-assigned managed identity that opens <see cref="ServiceUri"/>; null for none.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>The path in the container that the storage's top is; empty for the container itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// Whether the container is made on first use where it does not exist. Where the credentials do not allow that, it is taken to exist.
    /// </summary>
    public bool CreateContainer { get; init; }

    /// <summary>
    /// How long a block is, in bytes, and how long a file may be that is sent whole in one request. Files of which 50,000 blocks
    /// would not be enough are sent in longer ones.
    /// </summary>
    public int BlockSize { get; init; } = 8 << 20;

    /// <summary>How many blocks of one file are on their way at once.</summary>
    public int BlocksAtOnce { get; init; } = 4;

    /// <summary>How many blocks of all files are in memory at once. What is shorter than 1 MiB is not counted.</summary>
    public int BlocksInMemory { get; init; } = 16;

    /// <summary>
    /// From how many bytes on an upload asks the service, in one more request, which blocks an interrupted upload of the same file
    /// has left there.
    /// </summary>
    public long ResumeFrom { get; init; } = 64L << 20;

    /// <summary>How many requests at once delete a directory.</summary>
    public int DeletesAtOnce { get; init; } = 16;

    /// <summary>
    /// How many bytes the service copies in one request (it does up to 256 MiB); what is longer it copies in blocks of that.
    /// </summary>
    internal int CopySize { get; init; } = 256 << 20;

    /// <summary>Where the meter that counts requests comes from; null for one that all storages of the process share.</summary>
    public IMeterFactory? MeterFactory { get; init; }

    /// <summary>A last hand on the client's options, for a proxy, other retries or a pipeline policy; null for none.</summary>
    public Action<BlobClientOptions>? ConfigureClient { get; init; }

    /// <summary>Refuses what does not name one container, or cannot work.</summary>
    /// <exception cref="ArgumentException">It says which option, and why.</exception>
    public void Validate()
    {
        if (string.IsNullOrEmpty(ConnectionString) == (ServiceUri is null))
        {
            throw new ArgumentException($"Either {nameof(ConnectionString)} or {nameof(ServiceUri)} must be set, and not both.");
        }

        if (ServiceUri is { IsAbsoluteUri: false })
        {
            throw new ArgumentException($"{nameof(ServiceUri)} must be absolute, such as https://account.blob.core.windows.net.");
        }

        if (string.IsNullOrWhiteSpace(Container))
        {
            throw new ArgumentException($"{nameof(Container)} must name a container.");
        }

        if (Prefix.Length > 0 && !StoragePath.IsValid(Prefix))
        {
            throw new ArgumentException($"{nameof(Prefix)} '{Prefix}' is not a path: no name may be empty, '.' or '..'.");
        }

        RequireRange(BlockSize, 1, LargestBlockSize, nameof(BlockSize));
        RequireRange(BlocksAtOnce, 1, 1024, nameof(BlocksAtOnce));
        RequireRange(BlocksInMemory, 1, 1024, nameof(BlocksInMemory));
        RequireRange(DeletesAtOnce, 1, 1024, nameof(DeletesAtOnce));
    }

    private static void RequireRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{name} is {value} and must be from {least} to {most}."));
        }
    }

    // A record would print its secrets.
    private bool PrintMembers(StringBuilder text)
    {
        string account = ServiceUri is { IsAbsoluteUri: true } uri
            ? uri.GetLeftPart(UriPartial.Path)
            : ServiceUri is null ? "a connection string" : "?";
        text.Append(nameof(Container)).Append(" = ").Append(Container)
            .Append(", ").Append(nameof(Prefix)).Append(" = ").Append(Prefix)
            .Append(", ").Append(nameof(ServiceUri)).Append(" = ").Append(account);
        return true;
    }
}
