using Ocfl.Inventories;

namespace Ocfl.Objects;

/// <summary>A version of an object that is open.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Description">What the inventory says about it: when, why, who, and its state.</param>
/// <param name="IsMutable">Whether it is the object's mutable HEAD (extension 0005), which may change.</param>
public sealed record OcflVersion(VersionNumber Number, ObjectVersion Description, bool IsMutable = false);
