using Ocfl.Inventories;
using Ocfl.Layouts;

namespace Ocfl.Objects;

/// <summary>The specification and the layout of a new storage root.</summary>
public sealed record StorageRootOptions
{
    /// <summary>The version of the specification that it declares; its objects may declare this or an older one.</summary>
    public SpecificationVersion Specification { get; init; } = SpecificationVersion.V11;

    /// <summary>Where its objects are; null for a root without a layout, to which no object can be added by id.</summary>
    public IStorageLayout? Layout { get; init; } = new HashedNTupleLayout();

    /// <summary>The sentence about the layout in <c>ocfl_layout.json</c>; null for the layout's own.</summary>
    public string? Description { get; init; }
}
