using System.Buffers;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>What is in an object's root directory, by kind; reports what must not be there (OCFL 1.1, section 3.1).</summary>
internal sealed class ObjectRootListing
{
    private static readonly SearchValues<char> NumberLike = SearchValues.Create("0123456789+-.,_");

    private readonly List<(FindingCode Code, string Message, string Path)> _faults = [];

    private readonly List<StorageEntry> _special = [];

    /// <summary>Names that are, or were meant to be, declarations.</summary>
    public List<string> Declarations { get; } = [];

    public List<string> Sidecars { get; } = [];

    /// <summary>Version directories, by number. There may be two of one number (<c>v1</c>, <c>v01</c>).</summary>
    public List<VersionNumber> Versions { get; } = [];

    /// <summary>Directories that must not be there.</summary>
    public List<string> UnexpectedDirectories { get; } = [];

    /// <summary>Whether everything in it could be read.</summary>
    public bool IsWhole { get; private set; } = true;

    public bool HasInventory { get; private set; }

    public bool HasLogs { get; private set; }

    public bool HasExtensions { get; private set; }

    /// <summary>Lists an object's root.</summary>
    public static async Task<ObjectRootListing> ReadAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        ObjectRootListing listing = new();
        await foreach (StorageEntry entry in context.ListAsync(
            "", recursive: false, cancellationToken, () => listing.IsWhole = false).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.Other || entry.File?.Shared is not null)
            {
                listing._special.Add(entry);
            }

            switch (entry.Kind)
            {
                case StorageEntryKind.File:
                    listing.AddFile(entry.Name);
                    break;
                case StorageEntryKind.Directory:
                    listing.AddDirectory(entry.Name);
                    break;
            }
        }

        listing.Versions.Sort();
        return listing;
    }

    /// <summary>Removes directories that are only marks, if nothing else is known of them.</summary>
    /// <param name="context">The object.</param>
    /// <param name="described">The versions that the root inventory describes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ForgetMarksAsync(
        ObjectContext context, IReadOnlyCollection<VersionNumber> described, CancellationToken cancellationToken)
    {
        foreach (string name in UnexpectedDirectories.Concat(
            Versions.Where(version => !described.Contains(version)).Select(version => version.ToString())).ToArray())
        {
            if (await context.IsMarkAsync(name, cancellationToken).ConfigureAwait(false))
            {
                UnexpectedDirectories.Remove(name);
                Versions.RemoveAll(version => version.ToString() == name);
                _faults.RemoveAll(fault => fault.Path == name);
            }
        }
    }

    /// <summary>Reports what must not be there; to be called when the version of the specification is known.</summary>
    public async ValueTask ReportAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        foreach (StorageEntry entry in _special)
        {
            await context.ReportSpecialAsync(entry, FindingCodes.E001, cancellationToken).ConfigureAwait(false);
        }

        foreach ((FindingCode code, string message, string path) in _faults)
        {
            await context.ReportAtAsync(code, message, path, cancellationToken).ConfigureAwait(false);
        }
    }

    private void AddFile(string name)
    {
        if (name == Inventory.FileName)
        {
            HasInventory = true;
        }
        else if (InventoryFiles.IsSidecar(name))
        {
            Sidecars.Add(name);
        }
        else if (Declaration.OfObject.Resembles(name))
        {
            Declarations.Add(name);
        }
        else
        {
            _faults.Add((
                FindingCodes.E001,
                $"The file {FindingNotes.Show(name)} is not one that the specification describes; an object's root must have no other.",
                name));
            if (name.Equals(Inventory.FileName, StringComparison.OrdinalIgnoreCase))
            {
                _faults.Add(
                    (FindingCodes.E034, $"The inventory must be named '{Inventory.FileName}', not {FindingNotes.Show(name)}.", name));
            }
        }
    }

    private void AddDirectory(string name)
    {
        if (VersionNumber.TryParse(name, out VersionNumber version))
        {
            Versions.Add(version);
        }
        else if (name == "logs")
        {
            HasLogs = true;
        }
        else if (name == "extensions")
        {
            HasExtensions = true;
        }
        else
        {
            AddUnexpectedDirectory(name);
        }
    }

    private void AddUnexpectedDirectory(string name)
    {
        string shown = FindingNotes.Show(name);
        UnexpectedDirectories.Add(name);
        _faults.Add((
            FindingCodes.E001,
            $"The directory {shown} is not one that the specification describes; an object's root must have no other.",
            name));
        if (name.AsSpan().ContainsAnyExceptInRange('0', '9') is false)
        {
            _faults.Add((
                FindingCodes.E104,
                $"The directory {shown} is named like a version without its 'v'; it must be 'v' and the version number.",
                name));
        }
        else if (name.Length > 1 && name[0] == 'v' && !name.AsSpan(1).ContainsAnyExcept(NumberLike))
        {
            _faults.Add((
                FindingCodes.E105,
                $"The directory {shown} is named like a version, but has no positive decimal number; it must be 'v' and 1, 2, 3 and so on.",
                name));
        }
        else if (Declaration.OfObject.Resembles(name))
        {
            _faults.Add((FindingCodes.E003, $"The declaration {shown} is a directory; it must be a file.", name));
        }
    }
}
