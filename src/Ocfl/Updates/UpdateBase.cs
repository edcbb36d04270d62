using System.Text.Json.Serialization;
using Ocfl.Inventories;

namespace Ocfl.Updates;

/// <summary>The version that a plan was made from. The commit goes through only while the object is still there.</summary>
/// <param name="Head">The base's head, for example <c>v1</c>.</param>
/// <param name="Specification">The base's specification, <c>1.0</c> or <c>1.1</c>.</param>
/// <param name="DigestAlgorithm">The base inventory's digest algorithm.</param>
/// <param name="InventoryDigest">The base inventory's digest in that algorithm, lower-case hexadecimal.</param>
public sealed record UpdateBase(
    string Head,
    string Specification,
    string DigestAlgorithm,
    string InventoryDigest)
{
    /// <summary>The base inventory's sidecar in the object root.</summary>
    [JsonIgnore]
    public string SidecarName => Inventory.FileName + "." + DigestAlgorithm;
}
