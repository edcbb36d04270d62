using Microsoft.DurableTask.Client;
using Ocfl;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Maintenance;

/// <summary>
/// Version folders that updates reserved in an object, on a storage that writes in place, and left: the updates do not run any more, and
/// their plans are gone. They are undone as the update itself would have done it.
/// </summary>
public sealed class AbandonedVersions(ObjectStore objects, ExecutorFactory executors, TimeProvider time)
{
    /// <summary>Removes them from an object, or counts them.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="client">The engine.</param>
    /// <param name="dryRun">Whether to count only.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many files there were, and their bytes.</returns>
    public async Task<(long Files, long Bytes)> RemoveAsync(
        string objectId, DurableTaskClient client, bool dryRun, CancellationToken cancellationToken)
    {
        if (objects.Storage.PendingArea is not null || await FindObjectRootAsync(objectId, cancellationToken) is not { } objectRoot)
        {
            return (0, 0);
        }

        // The owners first, then the head: what they had committed by then is below it.
        List<StorageFile> owned = await FindOwnedAsync(objectRoot, client, cancellationToken);
        if (owned.Count == 0 || await TryReadHeadAsync(objectId, cancellationToken) is not { } head)
        {
            return (0, 0);
        }

        long files = 0;
        long bytes = 0;
        foreach (var version in owned
            .Select(file => (File: file, Version: VersionOf(file, objectRoot)))
            .Where(file => file.Version is null ? head == 0 : file.Version.Value.Number > head)
            .GroupBy(file => (file.File.Owner, Version: file.Version ?? VersionNumber.Parse("v1"))))
        {
            files += version.Count();
            bytes += version.Sum(file => file.File.Length);
            if (!dryRun)
            {
                UpdatePlan plan = await PlanAsync(
                    objectId, objectRoot, version.Key.Owner!, version.Key.Version, isNew: head == 0, cancellationToken);
                await executors.Create(version.Key.Owner!, client).RevertAsync(plan, cancellationToken);
            }
        }

        return (files, bytes);
    }

    private async Task<string?> FindObjectRootAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            return (await objects.GetRootAsync(cancellationToken)).Layout?.GetObjectRoot(objectId);
        }
        catch (LayoutException)
        {
            return null;
        }
    }

    /// <summary>
    /// The files in the newest version folder, and in the root of an object without versions, whose owners do not run. None if this may be
    /// an object that has lost its inventory: an update that creates one writes no second version, and the sidecar after the commit.
    /// </summary>
    private async Task<List<StorageFile>> FindOwnedAsync(string objectRoot, DurableTaskClient client, CancellationToken cancellationToken)
    {
        List<StorageFile> files = [];
        string? newest = null;
        VersionNumber last = default;
        bool isObject = false;
        bool hasSidecar = false;
        await foreach (StorageEntry entry in objects.Storage.ListAsync(objectRoot, recursive: false, cancellationToken))
        {
            isObject |= entry.Name == Inventory.FileName;
            hasSidecar |= entry.Name.StartsWith(Inventory.FileName + ".", StringComparison.Ordinal);
            if (entry.File is { Owner: not null } file && entry.Name.StartsWith("0=", StringComparison.Ordinal))
            {
                files.Add(file);
            }
            else if (entry.Kind == StorageEntryKind.Directory && VersionNumber.TryParse(entry.Name, out VersionNumber version)
                && (newest is null || version > last))
            {
                (newest, last) = (entry.Path, version);
            }
        }

        if (!isObject && (hasSidecar || last.Number > 1))
        {
            return [];
        }

        if (newest is not null)
        {
            await foreach (StorageEntry entry in objects.Storage.ListAsync(newest, recursive: true, cancellationToken))
            {
                if (entry.File is { Owner: not null } file)
                {
                    files.Add(file);
                }
            }
        }

        HashSet<string> gone = new(StringComparer.Ordinal);
        foreach (IGrouping<string, StorageFile> owner in files.GroupBy(file => file.Owner!, StringComparer.Ordinal))
        {
            UpdateLife life = await client.GetLifeAsync(owner.Key, cancellationToken);
            if (SweepLeftovers.IsOver(life, owner.Max(file => file.LastModified), time.GetUtcNow()))
            {
                gone.Add(owner.Key);
            }
        }

        return [.. files.Where(file => gone.Contains(file.Owner!))];
    }

    /// <summary>The number of the object's head; 0 if there is no object; null if it cannot be read.</summary>
    private async Task<int?> TryReadHeadAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            OcflObject? found = await (await objects.GetRootAsync(cancellationToken)).OpenObjectAsync(objectId, cancellationToken);
            return found?.Inventory.Head.Number ?? 0;
        }
        catch (OcflException unreadable) when (unreadable is not StorageException)
        {
            // A validation reports it.
            return null;
        }
    }

    private async Task<UpdatePlan> PlanAsync(
        string objectId, string objectRoot, string owner, VersionNumber version, bool isNew, CancellationToken cancellationToken)
    {
        (string algorithm, string digest) = await ReadReservationAsync(
            StoragePath.Combine(StoragePath.Combine(objectRoot, version.ToString()), Inventory.FileName), owner, cancellationToken);
        return new UpdatePlan
        {
            ObjectId = objectId,
            ObjectRoot = objectRoot,
            Head = version.ToString(),
            Specification = (await objects.GetRootAsync(cancellationToken)).Specification.ToString(),
            DigestAlgorithm = algorithm,
            InventoryDigest = digest,
            InventoryLength = 0,
            InventoryBytes = [],
            Activities = [],
            Base = isNew ? null : new UpdateBase("v0", "1.1", algorithm, ""),
        };
    }

    // What the update would have committed: by that it is seen whether it did.
    private async Task<(string Algorithm, string Digest)> ReadReservationAsync(
        string path, string owner, CancellationToken cancellationToken)
    {
        const string Usual = "sha512";
        try
        {
            await using StorageReader reader = await objects.Storage.OpenReadAsync(path, options: null, cancellationToken);
            if (reader.File.Owner != owner)
            {
                return (Usual, "none");
            }

            using MemoryStream content = new();
            await reader.Content.CopyToAsync(content, cancellationToken);
            string algorithm = InventoryReader.Read(content.ToArray()).DigestAlgorithm;
            using IncrementalDigest digest = DigestAlgorithm.Get(algorithm).CreateHash();
            digest.Append(content.ToArray());
            return (algorithm, digest.GetHexAndReset());
        }
        catch (Exception none) when (none is StorageFileNotFoundException or InvalidInventoryException)
        {
            return (Usual, "none");
        }
    }

    private static VersionNumber? VersionOf(StorageFile file, string objectRoot) =>
        VersionNumber.TryParse(file.Path[(objectRoot.Length + 1)..].Split('/')[0], out VersionNumber version) ? version : null;
}
