using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>
/// A place that an argument names: of a storage root, of an object, or of files for a version. Every command finds and opens its places
/// here.
/// </summary>
/// <param name="argument">The argument's name, for messages.</param>
/// <param name="text">What the user gave.</param>
internal abstract class Place(string argument, string text)
{
    /// <summary>The name of the argument that is a storage root.</summary>
    public const string RootArgument = "ROOT";

    /// <summary>The argument's name.</summary>
    public string Argument => argument;

    /// <summary>What the user gave.</summary>
    public string Text => text;

    /// <summary>The same place, however it was named: the full path of a folder, or a URL.</summary>
    public abstract string Address { get; }

    /// <summary>
    /// The place that an argument names. A storage root may be given as <c>@NAME</c>, or <c>@</c> for the default one. Nothing is read but
    /// the configuration file.
    /// </summary>
    /// <exception cref="ToolException">There can be no such place.</exception>
    public static Place Find(string argument, string text)
    {
        string named = argument == RootArgument && text is ['@', ..] ? Settings.Read().ResolveRoot(argument, text) : text;
        return BlobAddress.IsUrl(named) ? BlobPlace.Of(argument, text, named) : new FolderPlace(argument, text, named);
    }

    /// <summary>Opens the storage root that an argument names, to read it.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<StorageRoot> OpenRootAsync(string root, CancellationToken cancellationToken)
    {
        Place place = Find(RootArgument, root);
        IStorage storage = await place.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await place.OpenRootAsync(storage, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the storage root that an argument names, to write to it.</summary>
    /// <param name="root">The argument.</param>
    /// <param name="pending">Where versions are assembled; null for the usual place.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<WritableRoot> OpenRootToWriteAsync(string root, string? pending, CancellationToken cancellationToken)
    {
        Place place = Find(RootArgument, root);
        (IStorage storage, IStorage work) = await place.OpenToWriteAsync(pending, cancellationToken).ConfigureAwait(false);
        return new WritableRoot(await place.OpenRootAsync(storage, cancellationToken).ConfigureAwait(false), work);
    }

    /// <summary>Opens what is there, to read it.</summary>
    /// <exception cref="ToolException">There is nothing.</exception>
    public abstract Task<IStorage> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Opens the storage root that is there in what <see cref="OpenAsync"/> has opened.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public Task<StorageRoot> OpenRootAsync(IStorage storage, CancellationToken cancellationToken) =>
        GuardRootAsync(storage, () => StorageRoot.OpenAsync(storage, layouts: null, cancellationToken));

    /// <summary>Opens or creates a storage root in the storage there, and names the argument if that cannot be done.</summary>
    /// <exception cref="ToolException">It cannot be done.</exception>
    public async Task<StorageRoot> GuardRootAsync(IStorage storage, Func<Task<StorageRoot>> openAsync)
    {
        try
        {
            return await GuardAsync(storage, openAsync).ConfigureAwait(false);
        }
        catch (StorageRootException exception)
        {
            throw Fault(WithoutLocation(exception));
        }
    }

    /// <summary>Makes the place ready for a new storage root.</summary>
    /// <param name="pending">Where versions are assembled; null for the usual place.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is there, and the place where versions are assembled.</returns>
    /// <exception cref="ToolException">There can be none.</exception>
    public abstract Task<(IStorage Storage, IStorage Work)> CreateAsync(string? pending, CancellationToken cancellationToken);

    /// <summary>
    /// Opens it as a source: a folder, or one file. It is only read, and other programs may write to it meanwhile.
    /// </summary>
    /// <param name="root">The storage root, which must be apart from it; null for that of a service.</param>
    /// <param name="work">Where its versions are assembled, which must be apart from it too; null for the usual place.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">There is nothing, or it is within the storage root.</exception>
    public abstract Task<OpenedSource> OpenSourceAsync(IStorage? root, IStorage? work, CancellationToken cancellationToken);

    /// <summary>Refuses a place that is within a storage root or its pending area, or around one of them.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="work">Where its versions are assembled; null for the usual place.</param>
    /// <exception cref="ToolException">It is.</exception>
    public abstract void RequireApart(IStorage root, IStorage? work = null);

    /// <summary>The message of a storage root's fault, without its location.</summary>
    public static string WithoutLocation(StorageRootException exception) =>
        exception.Message[exception.Location.Length..].Trim().TrimEnd('.');

    /// <summary>A path in the place, for messages.</summary>
    public abstract string Combine(string path);

    /// <summary>Does something with the storage there, and names the argument if the place as a whole cannot be used.</summary>
    public virtual Task<T> GuardAsync<T>(IStorage storage, Func<Task<T>> actAsync) => actAsync();

    /// <summary>The exception for an argument that breaks a rule.</summary>
    public ToolException Fault(string rule) => new(argument, text, rule);

    /// <summary>Opens what is there, and the place where versions are assembled.</summary>
    protected abstract Task<(IStorage Storage, IStorage Work)> OpenToWriteAsync(string? pending, CancellationToken cancellationToken);
}

/// <summary>A storage root that is open for writing.</summary>
/// <param name="Root">The storage root.</param>
/// <param name="Work">Where versions are assembled, and content is staged.</param>
internal sealed record WritableRoot(StorageRoot Root, IStorage Work);

/// <summary>A source that is open.</summary>
/// <param name="Storage">Where its files are.</param>
/// <param name="File">The file there that is the source; null for all of them.</param>
internal sealed record OpenedSource(IStorage Storage, string? File) : IDisposable
{
    public void Dispose() => (Storage as IDisposable)?.Dispose();
}
