using Ocfl.AzureBlobs;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>A container of Azure Blob Storage, what is below a prefix in it, or one blob as a source.</summary>
/// <param name="argument">The argument's name.</param>
/// <param name="text">What the user gave, without secrets.</param>
/// <param name="address">Where it is.</param>
internal sealed class BlobPlace(string argument, string text, BlobAddress address) : Place(argument, text)
{
    private const string Pending = "--pending";
    private const string PendingSuffix = ".pending";

    public override string Address => address.ToString();

    /// <summary>Reads a URL.</summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="text">What the user gave.</param>
    /// <param name="url">The URL, if the user gave a name for it.</param>
    /// <exception cref="ToolException">It is not one of blobs.</exception>
    public static BlobPlace Of(string argument, string text, string url)
    {
        string shown = BlobAddress.IsUrl(text) ? BlobAddress.WithoutSecrets(text) : text;
        return BlobAddress.Parse(url, out BlobAddress? address) is { } fault
            ? throw new ToolException(argument, shown, fault)
            : new BlobPlace(argument, shown, address!);
    }

    public override async Task<IStorage> OpenAsync(CancellationToken cancellationToken)
    {
        AzureBlobStorage storage = BlobAccess.Open(this, address);
        return Argument == RootArgument
            || await GuardAsync(storage, () => HasFilesAsync(storage, cancellationToken)).ConfigureAwait(false)
            ? storage
            : throw Fault("there is nothing");
    }

    public override Task<(IStorage Storage, IStorage Work)> CreateAsync(string? pending, CancellationToken cancellationToken)
    {
        IStorage work = BlobAccess.Open(this, FindPending(pending));
        return Task.FromResult<(IStorage, IStorage)>((BlobAccess.Open(this, address, createsContainer: true), work));
    }

    public override async Task<OpenedSource> OpenSourceAsync(
        IStorage? root, IStorage? work, CancellationToken cancellationToken)
    {
        AzureBlobStorage storage = BlobAccess.Open(this, address);
        if (root is not null)
        {
            RequireApart(root, work);
        }

        // A name can be both, a blob and a prefix: then the prefix is meant, as it is a folder.
        AzureBlobStorage above = BlobAccess.Open(this, address with { Prefix = StoragePath.GetDirectory(address.Prefix) });
        string name = StoragePath.GetName(address.Prefix);
        return await GuardAsync(storage, async () =>
            !await HasFilesAsync(storage, cancellationToken).ConfigureAwait(false)
            && name.Length > 0
            && await above.GetFileAsync(name, cancellationToken).ConfigureAwait(false) is not null
                ? new OpenedSource(above, name)
                : new OpenedSource(storage, File: null)).ConfigureAwait(false);
    }

    public override void RequireApart(IStorage root, IStorage? work = null)
    {
        string here = BlobAccess.Open(this, address).Location;
        RequireApart(here, root.Location, "the storage root");
        RequireApart(here, work?.Location ?? root.Location + PendingSuffix, "the storage root's pending area");
    }

    public override string Combine(string path) => $"{Text.TrimEnd('/')}/{path}";

    public override async Task<T> GuardAsync<T>(IStorage storage, Func<Task<T>> actAsync)
    {
        try
        {
            return await actAsync().ConfigureAwait(false);
        }
        catch (StorageException fault) when (fault.Message.Contains(storage.Location + ": ", StringComparison.Ordinal))
        {
            int end = fault.Message.IndexOf(storage.Location, StringComparison.Ordinal) + storage.Location.Length;
            throw Fault(fault.Message[(end + 2)..].TrimEnd('.'));
        }
    }

    protected override Task<(IStorage Storage, IStorage Work)> OpenToWriteAsync(string? pending, CancellationToken cancellationToken) =>
        Task.FromResult<(IStorage, IStorage)>((BlobAccess.Open(this, address), BlobAccess.Open(this, FindPending(pending))));

    private BlobAddress FindPending(string? pending)
    {
        if (pending is null)
        {
            // Beside the root as for a folder; beside a container there is nothing.
            return address with
            {
                Prefix = address.Prefix.Length == 0 ? LocalStorage.PendingDirectory : address.Prefix + PendingSuffix,
            };
        }

        BlobAddress place = BlobAddress.IsUrl(pending)
            ? Of(Pending, pending, pending).Where
            : throw new ToolException(Pending, pending, "must be a URL of blobs, since ROOT is on blobs");
        string folder = BlobAddress.WithoutSecrets(pending);
        return place.Service != address.Service
            ? throw new ToolException(Pending, folder, "must be in the account of ROOT")
            : place.IsApart(address) || place.Prefix == StoragePath.Combine(address.Prefix, LocalStorage.PendingDirectory)
                ? place
                : throw new ToolException(Pending, folder, "must be neither within the storage root nor around it");
    }

    private BlobAddress Where => address;

    private void RequireApart(string here, string other, string name)
    {
        if (StoragePath.IsWithin(here, other) || StoragePath.IsWithin(other, here))
        {
            throw Fault($"must be neither within {name} nor around it");
        }
    }

    private static async Task<bool> HasFilesAsync(AzureBlobStorage storage, CancellationToken cancellationToken) =>
        await storage.ListAsync("", recursive: false, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
}
