using Ocfl.Digests;
using Ocfl.Findings;

namespace Ocfl.Validation;

/// <summary>A digest that an inventory states for a content file, besides the one in the manifest of the root's inventory.</summary>
/// <param name="Code">The rule that is broken if it is wrong: E092 for a manifest, E093 for a fixity block.</param>
/// <param name="Algorithm">The digest's algorithm.</param>
/// <param name="Digest">As written.</param>
/// <param name="Directory">The version directory of the inventory that says so; empty for the object's root.</param>
internal sealed record DigestExpectation(FindingCode Code, DigestAlgorithm Algorithm, string Digest, string Directory)
{
    /// <summary>The file that says so.</summary>
    public string InventoryPath => Storage.StoragePath.Combine(Directory, Inventories.Inventory.FileName);
}
