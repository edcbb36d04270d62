using Ocfl.Cli.Commands;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli;

/// <summary>The sources of a version, open.</summary>
internal sealed class OpenedSources : IDisposable
{
    // What a program that makes bags may well write; the lines are in memory while the bag is read.
    private static readonly ManifestLimit Limit = new(1L << 30);

    private readonly List<IDisposable> _held = [];

    private OpenedSources(UpdateContents input) => Input = input;

    /// <summary>The files.</summary>
    public UpdateContents Input { get; private set; }

    /// <summary>Opens sources.</summary>
    /// <param name="terminal">Has the standard input.</param>
    /// <param name="request">What is to be opened.</param>
    /// <param name="root">The storage root, which must be apart from them; null for none on this machine.</param>
    /// <param name="mode">How the files become a version state.</param>
    /// <param name="changes">The changes of the version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">A source does not exist, or cannot be used.</exception>
    public static async Task<OpenedSources> OpenAsync(
        Terminal terminal,
        SourceRequest request,
        WritableRoot? root,
        UpdateMode mode,
        IReadOnlyList<StateChange> changes,
        CancellationToken cancellationToken)
    {
        if (request.Sources is [SourceRequest.StandardInput])
        {
            return new OpenedSources(new UpdateContents { Archive = terminal.Input });
        }

        OpenedSources opened = new(new UpdateContents());
        try
        {
            SourceSelection selection = await request.SelectAsync(cancellationToken).ConfigureAwait(false);
            List<SourceContents> sources = [];
            foreach (string name in request.Sources)
            {
                sources.Add(await opened.OpenAsync(name, selection, root, mode, changes, cancellationToken).ConfigureAwait(false));
            }

            opened.Input = new UpdateContents { Sources = sources };
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public void Dispose() => _held.ForEach(source => source.Dispose());

    private async Task<SourceContents> OpenAsync(
        string name,
        SourceSelection selection,
        WritableRoot? root,
        UpdateMode mode,
        IReadOnlyList<StateChange> changes,
        CancellationToken cancellationToken)
    {
        Place place = Place.Find("SOURCE", name);
        OpenedSource source = await place.OpenSourceAsync(
            root?.Root.Storage, root?.Work, cancellationToken).ConfigureAwait(false);
        _held.Add(source);
        if (source.File is { } file)
        {
            return selection.IsBag || selection.Digests is not null || selection.Include is not null || selection.Exclude.Count > 0
                ? throw place.Fault("is a file, and the options are for a folder")
                : SourceContents.OfFiles(source.Storage, [file], selection.To);
        }

        return await SourceContents.OpenAsync(
            source.Storage, selection, mode, changes, Limit, cancellationToken).ConfigureAwait(false);
    }
}
