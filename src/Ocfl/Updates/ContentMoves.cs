using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Executes copies of staged content on a file system of this machine, by a rename each and one after the other: a rename locks the whole
/// file system, so that several at once would wait for each other. What it does not execute is executed as other steps are
/// (<see cref="ActivityExecutor.ExecuteAsync"/>). Not for several threads.
/// </summary>
/// <remarks>
/// Directories of the image are kept open. A run that is too late may find one in the object: but there each name that it takes is taken,
/// since a version is committed only if it has all its files.
/// </remarks>
public sealed class ContentMoves : IDisposable
{
    private readonly OpenDirectories _stage;
    private readonly OpenDirectories _image;
    private readonly Func<OcflActivity, bool> _mayMove;
    private readonly bool _stateIsKnown;

    internal ContentMoves(OpenDirectories stage, OpenDirectories image, Func<OcflActivity, bool> mayMove, bool stateIsKnown)
    {
        _stage = stage;
        _image = image;
        _mayMove = mayMove;
        _stateIsKnown = stateIsKnown;
    }

    /// <summary>Executes a copy, if a rename does it.</summary>
    /// <returns>Null if it does not: the content is where it was.</returns>
    public ActivityResult? TryExecute(OcflActivity copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        return copy.Kind == OcflActivityKind.CopyContent
            && _mayMove(copy)
            && _stage.TryMove(copy.Source!.Directory, copy.Source.Name, copy.Source.ETag, _stateIsKnown, _image, copy.Path)
            ? ActivityResult.Done(copy.Length)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stage.Dispose();
        _image.Dispose();
    }
}
