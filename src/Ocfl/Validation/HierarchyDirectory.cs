using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// A directory on the way from a storage root to its objects: takes what is in it, and reports what must not be (OCFL 1.1, sections 4.1 and
/// 4.3).
/// </summary>
internal sealed class HierarchyDirectory(string directory, ObjectContext context)
{
    /// <summary>How much of a directory is looked at before it is asked for an object's files by name.</summary>
    public const int PeekedEntries = 1024;

    private bool _hasDirectories;
    private bool _hasFiles;
    private bool _hasOthers;
    private bool _isUnreadable;

    /// <summary>Where it is, from the storage root.</summary>
    public string Path { get; } = directory;

    /// <summary>Whether an entry makes the directory that it is in an object's root.</summary>
    public static bool IsOfObject(StorageEntry entry) =>
        entry.Kind == StorageEntryKind.File
            && (entry.Name == Inventory.FileName || entry.Name.StartsWith("0=ocfl_object_", StringComparison.Ordinal));

    /// <summary>What is in it, also what cannot be looked at: where this is an object's root, that is reported with the object.</summary>
    public IAsyncEnumerable<StorageEntry> ListAsync(CancellationToken cancellationToken) =>
        context.Storage.ListPastFailuresAsync(context.Full(Path), recursive: false, cancellationToken);

    /// <summary>Whether it is an object's root, asked by the names of an object's files.</summary>
    public async Task<bool> HasObjectFilesAsync(CancellationToken cancellationToken)
    {
        foreach (string name in (string[])[
            SpecificationVersion.V11.ObjectDeclaration,
            SpecificationVersion.V10.ObjectDeclaration,
            Inventory.FileName,
        ])
        {
            // Where it cannot be found out, the validation of it as an object says what is the matter.
            if (await context.HasFileAsync(StoragePath.Combine(Path, name), cancellationToken).ConfigureAwait(false) ?? true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes an entry, and reports it where it must not be there.</summary>
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

    /// <summary>Reports what can be said when all entries are known.</summary>
    public async ValueTask ReportAsync(CancellationToken cancellationToken)
    {
        string shown = FindingNotes.Show(Path);
        if (_hasDirectories || _isUnreadable)
        {
            return;
        }

        if (_hasFiles)
        {
            await context.ReportAtAsync(
                FindingCodes.E085,
                $"The directories end at {shown}, which is not an object's root; they must end at one.",
                Path,
                cancellationToken).ConfigureAwait(false);
            await context.ReportAtAsync(
                FindingCodes.E088,
                $"The directory {shown} does not lead to an object; a storage root must have no other directories.",
                Path,
                cancellationToken).ConfigureAwait(false);
        }
        else if (!_hasOthers)
        {
            await context.ReportEmptyAsync(Path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ReportStrayAsync(StorageEntry entry, CancellationToken cancellationToken)
    {
        string path = context.Local(entry.Path);
        string shown = FindingNotes.Show(path);
        await context.ReportAtAsync(
            FindingCodes.E072,
            $"The file {shown} is in no object; the directories that lead to objects must hold no other files.",
            path,
            cancellationToken).ConfigureAwait(false);
        await context.ReportAtAsync(
            FindingCodes.E084,
            $"The file {shown} is in an intermediate directory; those must hold directories only.",
            path,
            cancellationToken).ConfigureAwait(false);
        if (entry.Name.StartsWith("0=ocfl_", StringComparison.Ordinal))
        {
            await context.ReportAtAsync(
                FindingCodes.E074,
                $"The file {shown} declares a storage root within this one; storage roots must be independent.",
                path,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
