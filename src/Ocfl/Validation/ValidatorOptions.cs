using Ocfl.Inventories;
using Ocfl.Layouts;

namespace Ocfl.Validation;

/// <summary>What a <see cref="Validator"/> does.</summary>
public sealed record ValidatorOptions
{
    /// <summary>The defaults.</summary>
    public static ValidatorOptions Default { get; } = new();

    /// <summary>What is read of each object; everything unless set otherwise.</summary>
    public ValidationDepth Depth { get; init; } = ValidationDepth.Content;

    /// <summary>
    /// Whether content is also compared with fixity blocks; true unless set otherwise. No effect if only the structure is validated.
    /// </summary>
    public bool Fixity { get; init; } = true;

    /// <summary>
    /// How many files are hashed at the same time, and how many objects of a root are validated; one for each processor unless set
    /// otherwise.
    /// </summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>How much of an inventory is read at most.</summary>
    public InventoryLimits InventoryLimits { get; init; } = InventoryLimits.Default;

    /// <summary>
    /// How many findings a report holds at most, besides the first of each code; 100,000 unless set otherwise. What is left out is counted
    /// (I001); it is still checked. <see cref="Validator.FindInObjectAsync"/> leaves out nothing.
    /// </summary>
    public int MaxFindings { get; init; } = 100_000;

    /// <summary>
    /// The layouts by which the places of a root's objects are checked; those of the registered extensions unless set otherwise.
    /// </summary>
    public StorageLayouts Layouts { get; init; } = StorageLayouts.Default;

    /// <summary>
    /// How many ids are remembered, of objects that are not where the root's layout puts them, to find an id that occurs twice; no two
    /// objects that are in their places can have one. 1,000,000 unless set otherwise, which takes 50 MB. Where there are more, a finding
    /// (U005) says that the others were not compared, and the root is not valid.
    /// </summary>
    public int ComparedIds { get; init; } = 1_000_000;

    /// <summary>
    /// How many files that have more than one name are remembered, to find hard links between the objects of a root; 262,144 unless set
    /// otherwise, which takes 50 MB. Where there are more, a finding (U004) says that the others were not compared, and what is validated
    /// is not valid.
    /// </summary>
    public int ComparedLinks { get; init; } = 1 << 18;

    /// <summary>
    /// Called as content is read, from several threads, with what was read since the last call; null for nobody. It must not throw.
    /// </summary>
    public Action<ContentRead>? OnContentRead { get; init; }
}

/// <summary>How much content a validation has read.</summary>
/// <param name="Files">How many files were read to their ends.</param>
/// <param name="Bytes">How many bytes.</param>
public readonly record struct ContentRead(long Files, long Bytes);
