using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Storage.Blobs;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>The blobs of a storage, and how to access the service.</summary>
public sealed record AzureBlobStorageOptions
{
    /// <summary>The largest block, which the service accepts and of which a few fit into memory: 1 GiB.</summary>
    internal const int LargestBlockSize = 1 << 30;

    /// <summary>A storage account's connection string, a secret; null if <see cref="ServiceUri"/> names the account.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// The account's blob endpoint, such as <c>https://account.blob.core.windows.net</c>; null if <see cref="ConnectionString"/> is set.
    /// A shared access signature in its query is the credential.
    /// </summary>
    public Uri? ServiceUri { get; init; }

    /// <summary>
    /// The credential for <see cref="ServiceUri"/>; null for the managed identity or else what <c>DefaultAzureCredential</c> finds.
    /// </summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>The client id of the user-assigned managed identity for <see cref="ServiceUri"/>; null for none.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>The path in the container of the storage's top; empty for the container itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// Whether to create the container on first use if it does not exist. If the credentials do not allow that, it is assumed to exist.
    /// </summary>
    public bool CreateContainer { get; init; }

    /// <summary>
    /// The length of a block in bytes; a file of up to this length is sent in one request. Files that would need more than 50,000 blocks
    /// are sent in longer ones.
    /// </summary>
    public int BlockSize { get; init; } = 8 << 20;

    /// <summary>How many blocks of one file are sent at once.</summary>
    public int BlocksAtOnce { get; init; } = 4;

    /// <summary>How many blocks of all files are in memory at once. Blocks shorter than 1 MiB are not counted.</summary>
    public int BlocksInMemory { get; init; } = 16;

    /// <summary>
    /// The length in bytes from which an upload first reads, in one more request, which blocks an interrupted upload of the same file has
    /// left.
    /// </summary>
    public long ResumeFrom { get; init; } = 64L << 20;

    /// <summary>How many requests at once delete a directory.</summary>
    public int DeletesAtOnce { get; init; } = 16;

    /// <summary>
    /// How many bytes the service copies in one request (256 MiB at most); longer content is copied in blocks of this length.
    /// </summary>
    internal int CopySize { get; init; } = 256 << 20;

    /// <summary>The factory of the meter that counts requests; null for a meter that all storages of the process share.</summary>
    public IMeterFactory? MeterFactory { get; init; }

    /// <summary>Changes the client's options, for example for a proxy, other retries or a pipeline policy; null for no change.</summary>
    public Action<BlobClientOptions>? ConfigureClient { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is not valid; the message names it and says why.</exception>
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
