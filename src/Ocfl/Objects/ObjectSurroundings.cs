using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>What is in an object's root besides its inventory, from one listing.</summary>
/// <param name="Declared">The specifications that declarations name, the newest first; two while it is upgraded.</param>
/// <param name="Sidecars">The names of the inventory's sidecars, in ordinal order; two while the object moves to another digest
/// algorithm.</param>
/// <param name="HasExtensions">Whether there are extensions, a mutable HEAD perhaps among them.</param>
internal sealed record ObjectSurroundings(IReadOnlyList<SpecificationVersion> Declared, IReadOnlyList<string> Sidecars, bool HasExtensions)
{
    /// <exception cref="CorruptObjectException">There is no declaration.</exception>
    public static async Task<ObjectSurroundings> ReadAsync(IStorage storage, string objectRoot, CancellationToken cancellationToken)
    {
        SpecificationVersion[] known = [SpecificationVersion.V11, SpecificationVersion.V10];
        HashSet<string> names = new(StringComparer.Ordinal);
        await foreach (StorageEntry entry in storage.ListAsync(objectRoot, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            names.Add(entry.Name);
        }

        SpecificationVersion[] declared = [.. known.Where(specification => names.Contains(specification.ObjectDeclaration))];
        string[] sidecars = [.. DigestAlgorithm.All.Where(algorithm => algorithm.IsForInventories)
            .Select(algorithm => $"{Inventory.FileName}.{algorithm}")
            .Where(names.Contains)
            .Order(StringComparer.Ordinal)];
        return declared.Length > 0
            ? new ObjectSurroundings(declared, sidecars, names.Contains("extensions"))
            : throw new CorruptObjectException(
                objectRoot, $"it has an inventory, but no declaration '{known[0].ObjectDeclaration}' or '{known[1].ObjectDeclaration}'");
    }
}
