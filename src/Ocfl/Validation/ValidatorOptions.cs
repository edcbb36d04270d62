using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>What a <see cref="Validator"/> does.</summary>
public sealed record ValidatorOptions
{
    /// <summary>The defaults.</summary>
    public static ValidatorOptions Default { get; } = new();

    /// <summary>How deep it looks; all the way down unless told otherwise.</summary>
    public ValidationDepth Depth { get; init; } = ValidationDepth.Content;

    /// <summary>Whether content is compared with fixity blocks, too; yes unless told otherwise. Of no effect on structure alone.</summary>
    public bool Fixity { get; init; } = true;

    /// <summary>How many files are hashed at the same time, and how many objects of a root are looked at; one a processor unless told otherwise.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>How much of an inventory is read at most.</summary>
    public InventoryLimits InventoryLimits { get; init; } = InventoryLimits.Default;

    /// <summary>
    /// How many ids of a root's objects are remembered, to find an id that comes twice; 1,000,000 unless told otherwise, which takes
    /// 50 MB. Objects beyond are not compared.
    /// </summary>
    public int ComparedIds { get; init; } = 1_000_000;
}
