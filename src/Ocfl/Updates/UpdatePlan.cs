using System.Text.Json.Serialization;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// What an update will do, step by step: created by <c>UpdatePlanBuilder</c> as a pure function of its inputs, stored as JSON,
/// and executed by <c>ActivityExecutor</c>.
/// </summary>
public sealed record UpdatePlan
{
    private byte[]? _inventoryBytes;
    private FileContent? _keptInventory;

    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The object root's path in the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The version that the object will have, for example <c>v2</c>; the base's head when <see cref="ChangesNothing"/>.</summary>
    public required string Head { get; init; }

    /// <summary>The specification that the object will follow, <c>1.0</c> or <c>1.1</c>.</summary>
    public required string Specification { get; init; }

    /// <summary>The new inventory's digest algorithm.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The new inventory's digest, lower-case hexadecimal.</summary>
    public required string InventoryDigest { get; init; }

    /// <summary>The new inventory's length in bytes.</summary>
    public required long InventoryLength { get; init; }

    /// <summary>The version that the plan was made from; null for a new object.</summary>
    public UpdateBase? Base { get; init; }

    /// <summary>
    /// How many files the version adds, changes, removes and renames, compared with the base; null in a plan of an older build.
    /// </summary>
    public FileChangeCounts? Files { get; init; }

    /// <summary>
    /// The new inventory's bytes. Empty if the plan is carried in parts: this part needs none (a copy, for example), or they are read from
    /// where they are kept (<see cref="WithInventory"/>). There may be hundreds of megabytes: <see cref="OpenInventoryAsync"/> does not hold
    /// them.
    /// </summary>
    [JsonPropertyName("inventory")]
    public byte[] InventoryBytes
    {
        get => _inventoryBytes ??= NewInventory is null ? [] : InventoryWriter.Write(NewInventory);
        init
        {
            _inventoryBytes = value;
            _keptInventory = null;
            NewInventory = null;
        }
    }

    /// <summary>The steps, in order. All copies may run at the same time; everything else runs one after the other.</summary>
    public required IReadOnlyList<OcflActivity> Activities { get; init; }

    /// <summary>
    /// The content paths of the new version, where the plan has just been made; null if they are to be read from its inventory.
    /// </summary>
    [JsonIgnore]
    internal IEnumerable<string>? ContentPaths { get; init; }

    /// <summary>
    /// The new inventory, where the plan has just been made: its bytes are then written without being held. Null otherwise.
    /// </summary>
    [JsonIgnore]
    internal Inventory? NewInventory { get; init; }

    /// <summary>The bytes of <see cref="NewInventory"/>, if there are few of them; null otherwise.</summary>
    [JsonIgnore]
    internal byte[]? FewInventoryBytes
    {
        init => _inventoryBytes = value;
    }

    /// <summary>What the new inventory's file is to hold.</summary>
    [JsonIgnore]
    internal FileContent InventoryContent => _keptInventory
        ?? (NewInventory is { } inventory && _inventoryBytes is null
            ? FileContent.Of(InventoryLength, () => InventoryWriter.OpenRead(inventory))
            : FileContent.Of(InventoryBytes));

    /// <summary>
    /// Whether the object already is what was requested: there is no new version. The steps, if there are any, complete what an
    /// earlier update left undone in the object root after its commit.
    /// </summary>
    [JsonIgnore]
    public bool ChangesNothing => Base?.InventoryDigest == InventoryDigest;

    /// <summary>The new inventory's sidecar, from the object root.</summary>
    [JsonIgnore]
    public string SidecarName => Inventory.FileName + "." + DigestAlgorithm;

    /// <summary>The version's inventory, in the storage root.</summary>
    [JsonIgnore]
    internal string VersionInventoryPath => InObject(StoragePath.Combine(Head, Inventory.FileName));

    /// <summary>The root inventory, in the storage root.</summary>
    [JsonIgnore]
    internal string RootInventoryPath => InObject(Inventory.FileName);

    /// <summary>A path of the object, in the storage root.</summary>
    internal string InObject(string path) => StoragePath.Combine(ObjectRoot, path);

    /// <summary>The plan with its inventory where it is kept: it is read from there, as a stream, each time it is needed.</summary>
    /// <param name="openAsync">Opens the inventory's bytes, from their start.</param>
    public UpdatePlan WithInventory(Func<CancellationToken, Task<Stream>> openAsync)
    {
        ArgumentNullException.ThrowIfNull(openAsync);
        return this with { InventoryBytes = [], _keptInventory = new FileContent(InventoryLength, openAsync) };
    }

    /// <summary>The new inventory's bytes, produced or read piece by piece: <see cref="InventoryLength"/> of them.</summary>
    public Task<Stream> OpenInventoryAsync(CancellationToken cancellationToken = default) =>
        InventoryContent.OpenReadAsync(cancellationToken);

    /// <inheritdoc/>
    public bool Equals(UpdatePlan? other) =>
        other is not null
        && ObjectId == other.ObjectId
        && ObjectRoot == other.ObjectRoot
        && Head == other.Head
        && Specification == other.Specification
        && DigestAlgorithm == other.DigestAlgorithm
        && InventoryDigest == other.InventoryDigest
        && InventoryLength == other.InventoryLength
        && Base == other.Base
        && Files == other.Files
        && InventoryBytes.AsSpan().SequenceEqual(other.InventoryBytes)
        && Activities.SequenceEqual(other.Activities);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ObjectId, Head, InventoryDigest, Activities.Count);
}
