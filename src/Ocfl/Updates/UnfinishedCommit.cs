using System.Text;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Brings an object's root inventory and sidecar up to its newest complete version directory. The update that has moved that in has
/// the version number; the two files only follow. Idempotent, and may run several times at once.
/// </summary>
internal sealed class UnfinishedCommit(IStorage storage, string objectRoot)
{
    private const int MaxRounds = 20;

    /// <summary>Completes what is not complete.</summary>
    /// <returns>Whether a version was published that the root inventory did not name.</returns>
    /// <exception cref="StorageException">The object changes all the time.</exception>
    public async Task<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        bool hasPublished = false;
        for (int round = 0; round < MaxRounds; round++)
        {
            if (await TryReadAsync(InObject(Inventory.FileName), cancellationToken).ConfigureAwait(false) is not { } root)
            {
                return hasPublished;
            }

            if (await FindNextAsync(root.Inventory, cancellationToken).ConfigureAwait(false) is { } next)
            {
                await WriteAsync(Inventory.FileName, next.Bytes, cancellationToken).ConfigureAwait(false);
                if (await storage.GetFileAsync(
                    InObject($"{next.Inventory.Head}/{Inventory.FileName}"), cancellationToken).ConfigureAwait(false) is null)
                {
                    // Its update has taken it back at the same time.
                    await WriteAsync(Inventory.FileName, root.Bytes, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                hasPublished = true;
                continue;
            }

            await WriteAsync(root.Inventory.SidecarName, SidecarOf(root), cancellationToken).ConfigureAwait(false);
            if (await TryReadAsync(InObject(Inventory.FileName), cancellationToken).ConfigureAwait(false) is { } still
                && still.Digest == root.Digest
                && await FindNextAsync(still.Inventory, cancellationToken).ConfigureAwait(false) is null)
            {
                return hasPublished;
            }
        }

        throw new StorageException($"The object at '{objectRoot}' changes all the time.");
    }

    /// <summary>
    /// The version that <see cref="CompleteAsync"/> would publish, if all its content is what its inventory says; null if there is none.
    /// </summary>
    public async Task<VersionNumber?> FindAsync(CancellationToken cancellationToken)
    {
        if (await TryReadAsync(InObject(Inventory.FileName), cancellationToken).ConfigureAwait(false) is not { } root
            || await FindNextAsync(root.Inventory, cancellationToken).ConfigureAwait(false) is not { } next)
        {
            return null;
        }

        string prefix = $"{next.Inventory.Head}/";
        byte[]? sidecar = await SmallFile.TryReadAsync(
            storage, InObject(prefix + next.Inventory.SidecarName), cancellationToken).ConfigureAwait(false);
        if (sidecar is null || !sidecar.AsSpan().SequenceEqual(SidecarOf(next)))
        {
            return null;
        }

        foreach ((string path, string digest) in next.Inventory.Manifest.Paths.Where(
            file => file.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            StoredInventory? content = await StoredInventory.FindAsync(
                storage, InObject(path), next.Inventory.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
            if (content?.Is(digest) != true)
            {
                return null;
            }
        }

        return next.Inventory.Head;
    }

    // The next version, if its directory is whole and follows from what the object has.
    private async Task<Version?> FindNextAsync(Inventory root, CancellationToken cancellationToken)
    {
        if (!root.Head.HasNext)
        {
            return null;
        }

        string directory = root.Head.Next().ToString();
        if (await TryReadAsync(InObject($"{directory}/{Inventory.FileName}"), cancellationToken).ConfigureAwait(false) is not { } next
            || next.Inventory.Id != root.Id || next.Inventory.Head != root.Head.Next() || !Follows(next.Inventory, root))
        {
            return null;
        }

        int sidecarLength = SidecarOf(next).Length;
        HashSet<string> missing = [.. next.Inventory.Manifest.Paths.Select(path => path.Key).Where(
            path => path.StartsWith(directory + "/", StringComparison.Ordinal))];
        bool hasSidecar = false;
        await foreach (StorageEntry entry in storage.ListAsync(
            InObject(directory), recursive: true, cancellationToken).ConfigureAwait(false))
        {
            string path = entry.Path[(objectRoot.Length + 1)..];
            hasSidecar |= path == $"{directory}/{next.Inventory.SidecarName}" && entry.File?.Length == sidecarLength;
            missing.Remove(path);
        }

        return hasSidecar && missing.Count == 0 ? next : null;
    }

    private static bool Follows(Inventory next, Inventory root) =>
        next.Versions.Count == root.Versions.Count + 1
            && root.Versions.Zip(next.Versions).All(pair => pair.First.Created == pair.Second.Created);

    private string InObject(string path) => StoragePath.Combine(objectRoot, path);

    private async Task<Version?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await storage.OpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                using MemoryStream content = new();
                await reader.Content.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
                byte[] bytes = content.ToArray();
                Inventory inventory = InventoryReader.Read(bytes);
                return new Version(inventory, bytes, DigestAlgorithm.Get(inventory.DigestAlgorithm).Hash(bytes));
            }
        }
        catch (Exception none) when (none is StorageFileNotFoundException or InvalidInventoryException)
        {
            return null;
        }
    }

    private async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        using MemoryStream content = new(bytes, writable: false);
        await storage.WriteAsync(
            InObject(path), content, new StorageWriteOptions { Length = bytes.Length }, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] SidecarOf(Version version) => Encoding.UTF8.GetBytes(InventorySidecar.Format(version.Digest));

    private sealed record Version(Inventory Inventory, byte[] Bytes, string Digest);
}
