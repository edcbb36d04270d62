using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>A directory of a storage root, as a walk finds it.</summary>
/// <param name="Path">Where it is, from the storage's top.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Failure">Why it could not be read; null otherwise.</param>
internal sealed record WalkedDirectory(string Path, WalkedKind Kind, StorageException? Failure = null)
{
    /// <summary>Whether it has a declaration of an object or an inventory, so that it is an object's root, complete or not.</summary>
    public bool HasObjectFiles { get; init; }

    /// <summary>Why it is not a complete object, as the end of a sentence; null for one that is.</summary>
    public string? Problem => Kind switch
    {
        WalkedKind.WithoutInventory => $"it has no {Inventory.FileName}",
        WalkedKind.WithoutDeclaration => $"it has no declaration such as '{SpecificationVersion.V11.ObjectDeclaration}'",
        _ => null,
    };

    /// <summary>An entry of a listing, before it is known what is in it.</summary>
    public static WalkedDirectory Of(StorageEntry entry) => new(
        entry.Path,
        entry.Failure is not null ? WalkedKind.Unreadable : entry.IsLink ? WalkedKind.Link : WalkedKind.Intermediate,
        entry.Failure);
}

/// <summary>What a directory of a storage root is.</summary>
internal enum WalkedKind
{
    /// <summary>On the way to objects.</summary>
    Intermediate,

    /// <summary>An object's root, with a declaration and an inventory.</summary>
    ObjectRoot,

    /// <summary>
    /// A declaration and no inventory: an object that is being created, or the remains of one. There is nothing below to find.
    /// </summary>
    WithoutInventory,

    /// <summary>An inventory and no declaration. The same.</summary>
    WithoutDeclaration,

    /// <summary>A symbolic link, which is not followed: there may be objects behind it.</summary>
    Link,

    /// <summary>The storage could not read it: there may be objects in it.</summary>
    Unreadable,
}
