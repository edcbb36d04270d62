using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>An object's inventory (OCFL 1.1, section 3.5): what the object contains, in which versions, and where. Immutable.</summary>
public sealed record Inventory
{
    /// <summary>The content directory's name where an inventory does not give one.</summary>
    public const string DefaultContentDirectory = "content";

    /// <summary>The file's name in an object root and in a version directory.</summary>
    public const string FileName = "inventory.json";

    /// <summary>The object's id.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the specification that <c>type</c> names; 1.1 where it names none, which stops updates only.</summary>
    public required SpecificationVersion Specification { get; init; }

    /// <summary>The digest algorithm of manifest and states: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The newest version.</summary>
    public required VersionNumber Head { get; init; }

    /// <summary>The content directory's name as the inventory gives it; null when it does not.</summary>
    public string? ContentDirectory { get; init; }

    /// <summary>Digests of content and the content paths that have it.</summary>
    public required DigestMap Manifest { get; init; }

    /// <summary>All versions, oldest first: version n is at index n - 1.</summary>
    public required IReadOnlyList<ObjectVersion> Versions { get; init; }

    /// <summary>Fixity blocks by digest algorithm, in the order written; empty when there are none.</summary>
    public IReadOnlyList<KeyValuePair<string, DigestMap>> Fixity { get; init; } = [];

    /// <summary>
    /// The first error of the file that does not stop readers, but updates of the object: the next version's inventory would lose or repeat
    /// it. Null if there is no such error. It is not part of the inventory's content, and not of equality.
    /// </summary>
    public Finding? UpdateObstacle { get; init; }

    /// <summary>The content directory's name, given or not.</summary>
    public string EffectiveContentDirectory => ContentDirectory ?? DefaultContentDirectory;

    /// <summary>The sidecar's file name (section 3.6), for example <c>inventory.json.sha512</c>.</summary>
    public string SidecarName => FileName + "." + DigestAlgorithm;

    /// <summary>The newest version's description.</summary>
    public ObjectVersion HeadVersion => Versions[^1];

    /// <summary>A version's description.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such version.</exception>
    public ObjectVersion GetVersion(VersionNumber version)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version.Number, Versions.Count, nameof(version));
        return Versions[version.Number - 1];
    }

    /// <inheritdoc/>
    public bool Equals(Inventory? other) =>
        other is not null
        && Id == other.Id
        && Specification == other.Specification
        && DigestAlgorithm == other.DigestAlgorithm
        && Head == other.Head
        && ContentDirectory == other.ContentDirectory
        && Manifest.Equals(other.Manifest)
        && Versions.SequenceEqual(other.Versions)
        && Fixity.SequenceEqual(other.Fixity);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Head, DigestAlgorithm, Manifest);
}
