using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// A directory on the way from a storage root to its objects: reports what must not be in it (OCFL 1.1, sections 4.1 and 4.3).
/// </summary>
internal sealed class HierarchyDirectory(string path, ObjectContext context) : IDirectoryObserver
{
    private bool _hasDirectories;
    private bool _hasFiles;
    private bool _hasOthers;
    private bool _isUnreadable;

    /// <inheritdoc/>
    public async ValueTask AddAsync(StorageEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Failure is { } failure)
        {
            _isUnreadable = true;
            await context.ReportUnreadableAsync(context.Local(entry.Path), failure, cancellationToken).ConfigureAwait(false);
            return;
        }

        switch (entry.Kind)
        {
            case StorageEntryKind.Directory:
                _hasDirectories = true;
                break;
            case StorageEntryKind.Other:
                _hasOthers = true;
                await context.ReportSpecialAsync(entry, FindingCodes.E072, cancellationToken).ConfigureAwait(false);
                break;
            default:
                _hasFiles = true;
                await context.ReportSpecialAsync(entry, strayCode: null, cancellationToken).ConfigureAwait(false);
                await ReportStrayAsync(entry, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        string shown = FindingNotes.Show(path);
        if (_hasDirectories || _isUnreadable)
        {
            return;
        }

        if (_hasFiles)
        {
            await context.ReportAtAsync(
                FindingCodes.E085,
                $"The directories end at {shown}, which is not an object's root; they must end at one.",
                path,
                cancellationToken).ConfigureAwait(false);
            await context.ReportAtAsync(
                FindingCodes.E088,
                $"The directory {shown} does not lead to an object; a storage root must have no other directories.",
                path,
                cancellationToken).ConfigureAwait(false);
        }
        else if (!_hasOthers)
        {
            await context.ReportEmptyAsync(path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ReportStrayAsync(StorageEntry entry, CancellationToken cancellationToken)
    {
        string file = context.Local(entry.Path);
        string shown = FindingNotes.Show(file);
        await context.ReportAtAsync(
            FindingCodes.E072,
            $"The file {shown} is in no object; the directories that lead to objects must hold no other files.",
            file,
            cancellationToken).ConfigureAwait(false);
        await context.ReportAtAsync(
            FindingCodes.E084,
            $"The file {shown} is in an intermediate directory; those must hold directories only.",
            file,
            cancellationToken).ConfigureAwait(false);
        if (entry.Name.StartsWith("0=ocfl_", StringComparison.Ordinal))
        {
            await context.ReportAtAsync(
                FindingCodes.E074,
                $"The file {shown} declares a storage root within this one; storage roots must be independent.",
                file,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
