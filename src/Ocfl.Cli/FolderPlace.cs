using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>A folder of this machine, or a file as a source.</summary>
/// <param name="argument">The argument's name.</param>
/// <param name="text">What the user gave.</param>
/// <param name="folder">The folder, if the user gave a name for it.</param>
internal sealed class FolderPlace(string argument, string text, string folder) : Place(argument, text)
{
    private const string Pending = "--pending";

    public override string Address { get; } = GetFullPath(argument, folder);

    /// <summary>The full path of a folder or file that an argument names. A name of blanks is valid; an empty one is not.</summary>
    public static string GetFullPath(string argument, string folder) =>
        folder.Length == 0 ? throw new ToolException(argument, folder, "must not be empty")
        : BlobAddress.IsUrl(folder)
            ? throw new ToolException(argument, BlobAddress.WithoutSecrets(folder), "must be on this machine, and is a URL")
        : Path.GetFullPath(folder);

    /// <summary>
    /// Refuses a folder that is within a storage root, or around it: files there would become part of the root, or the root of them.
    /// The same with its pending area, where they would be cleared.
    /// </summary>
    public static void RequireApart(string argument, string folder, IStorage root)
    {
        _ = GetFullPath(argument, folder);
        if (root is LocalStorage storage)
        {
            RequireApart(argument, folder, storage.Location, "the storage root");
            if (storage.PendingPath is { } pending)
            {
                RequireApart(argument, folder, pending, "the storage root's pending area");
            }
        }
    }

    public override Task<IStorage> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IStorage>(Open(pending: null));

    public override Task<(IStorage Storage, IStorage Work)> CreateAsync(string? pending, CancellationToken cancellationToken)
    {
        if (File.Exists(Address))
        {
            throw Fault("must be a folder, and is a file");
        }

        LocalStorage storage = CreateStorage(pending);
        try
        {
            // The storage would create it with its first file, and could only report that there is no such file.
            Directory.CreateDirectory(Address);
            return Task.FromResult<(IStorage, IStorage)>((storage, storage.PendingArea!.Storage));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Fault("cannot be created: " + exception.Message.TrimEnd('.'));
        }
    }

    // It may be reached through links, as the user named it.
    public override Task<OpenedSource> OpenSourceAsync(IStorage? root, IStorage? work, CancellationToken cancellationToken)
    {
        bool isFile = File.Exists(Address);
        LocalStorage source = isFile
            ? new FolderPlace(Argument, Text, Path.GetDirectoryName(Address)!).Open(pending: null)
            : Open(pending: null);
        if (root is not null)
        {
            RequireApart(root, work);
        }

        return Task.FromResult(new OpenedSource(
            LocalSource.IsSupported() ? LocalSource.Open(source.Location) : source, isFile ? Path.GetFileName(Address) : null));
    }

    // A storage root in a folder has its pending area itself.
    public override void RequireApart(IStorage root, IStorage? work = null) => RequireApart(Argument, folder, root);

    public override string Combine(string path) => Path.Combine(Text, path);

    protected override Task<(IStorage Storage, IStorage Work)> OpenToWriteAsync(string? pending, CancellationToken cancellationToken)
    {
        LocalStorage storage = Open(pending);
        return Task.FromResult<(IStorage, IStorage)>((storage, storage.PendingArea!.Storage));
    }

    private LocalStorage Open(string? pending) => Directory.Exists(Address)
        ? CreateStorage(pending)
        : throw Fault((File.Exists(Address) ? "must be a folder, and is a file" : "there is no such folder")
            + (Text == folder ? "" : ": " + Address));

    private LocalStorage CreateStorage(string? pending)
    {
        string? pendingPath = pending is null ? null : GetFullPath(Pending, pending);
        if (pendingPath is not null && File.Exists(pendingPath))
        {
            throw new ToolException(Pending, pending!, "must be a folder, and is a file");
        }

        try
        {
            return new LocalStorage(new LocalStorageOptions { Path = Address, PendingPath = pendingPath });
        }
        catch (ArgumentException) when (pending is not null)
        {
            throw new ToolException(
                Pending,
                pending,
                $"must be neither within the storage root nor around it, unless it is {Path.Combine(Address, LocalStorage.PendingDirectory)}");
        }
        catch (IOException failure)
        {
            throw Fault(failure.Message.TrimEnd('.'));
        }
    }

    private static void RequireApart(string argument, string folder, string other, string name)
    {
        if (!RealPath.AreApart(RealPath.Resolve(GetFullPath(argument, folder)), RealPath.Resolve(other)))
        {
            throw new ToolException(argument, folder, $"must be neither within {name} nor around it");
        }
    }
}
