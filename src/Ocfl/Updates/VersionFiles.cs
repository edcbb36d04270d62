using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>The files of a version directory against those that the version's inventory names.</summary>
/// <param name="Missing">Paths, from the object root, that are named and not there.</param>
/// <param name="Strays">Files that are there and not named.</param>
/// <param name="Others">Files that are named, and have another owner than the given one.</param>
internal sealed record VersionFiles(
    IReadOnlyCollection<string> Missing, IReadOnlyCollection<StorageFile> Strays, IReadOnlyCollection<StorageFile> Others)
{
    /// <summary>Whether all is there that is named, and nothing else.</summary>
    public bool AreComplete => Missing.Count == 0 && Strays.Count == 0 && Others.Count == 0;

    /// <summary>Compares.</summary>
    /// <param name="storage">Where the directory is.</param>
    /// <param name="root">The path of the object root there, or of its image in a pending area.</param>
    /// <param name="plan">The plan with its inventory.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="owner">The owner that the files should have; null for any.</param>
    /// <param name="withDeclaration">Whether the whole object is compared, which has only this version: its declaration, too.</param>
    public static async Task<VersionFiles> CompareAsync(
        IStorage storage,
        string root,
        UpdatePlan plan,
        CancellationToken cancellationToken,
        string? owner = null,
        bool withDeclaration = false)
    {
        string directory = withDeclaration ? root : StoragePath.Combine(root, plan.Head);
        PathSet missing = await ListExpectedAsync(plan, withDeclaration, cancellationToken).ConfigureAwait(false);
        if (owner is null && storage is LocalStorage local)
        {
            if (TryRemoveFound(missing, local, root, directory))
            {
                return new VersionFiles(missing, [], []);
            }

            missing = await ListExpectedAsync(plan, withDeclaration, cancellationToken).ConfigureAwait(false);
        }

        List<StorageFile> strays = [];
        List<StorageFile> others = [];
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is null)
            {
                continue;
            }

            if (!missing.Remove(entry.Path.AsSpan(root.Length + 1)))
            {
                strays.Add(entry.File);
            }
            else if (owner is not null && entry.File.Owner != owner)
            {
                others.Add(entry.File);
            }
        }

        return new VersionFiles(missing, strays, others);
    }

    /// <returns>False if that is not known by the names alone, or other files are there.</returns>
    private static bool TryRemoveFound(PathSet missing, LocalStorage storage, string root, string directory)
    {
        bool hasStrays = false;
        return storage.TryVisitFiles(directory, path => hasStrays |= !missing.Remove(path[(root.Length + 1)..])) && !hasStrays;
    }

    private static async Task<PathSet> ListExpectedAsync(
        UpdatePlan plan, bool withDeclaration, CancellationToken cancellationToken)
    {
        string directory = plan.Head + "/";
        PathSet expected = new();
        foreach (string path in plan.ContentPaths
            ?? await ReadContentPathsAsync(plan, directory, cancellationToken).ConfigureAwait(false))
        {
            expected.Add(path);
        }

        expected.Add(directory + Inventory.FileName);
        expected.Add(directory + plan.SidecarName);
        if (withDeclaration)
        {
            expected.Add(SpecificationVersion.ObjectDeclarationPrefix + plan.Specification);
        }

        return expected;
    }

    private static async Task<IEnumerable<string>> ReadContentPathsAsync(
        UpdatePlan plan, string directory, CancellationToken cancellationToken)
    {
        Stream content = await plan.OpenInventoryAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            Inventory inventory = await InventoryReader.ReadAsync(
                content, new InventoryReaderOptions { Length = plan.InventoryLength }, cancellationToken).ConfigureAwait(false);
            return inventory.Manifest.SelectMany(entry => entry.Paths).Where(path => path.StartsWith(directory, StringComparison.Ordinal));
        }
    }
}
