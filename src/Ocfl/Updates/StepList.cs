using System.Collections;
using Ocfl.Inventories;

namespace Ocfl.Updates;

/// <summary>The steps of a plan, in their order. There may be a million copies, so that each is made when it is requested.</summary>
internal sealed class StepList : IReadOnlyList<OcflActivity>
{
    private readonly List<OcflActivity> _others = [];
    private readonly NewContents? _copies;
    private readonly int[]? _order;
    private int _firstCopy;

    private StepList(NewContents? copies)
    {
        _copies = copies;
        _order = copies?.SortByPath();
    }

    /// <inheritdoc/>
    public int Count => _others.Count + Copies;

    private int Copies => _copies?.Count ?? 0;

    /// <inheritdoc/>
    public OcflActivity this[int index] => index < _firstCopy ? _others[index]
        : IsCopy(index) ? CopyAt(index)
        : _others[index - Copies];

    /// <summary>The steps that commit a new version.</summary>
    public static IReadOnlyList<OcflActivity> ForVersion(
        UpdateTarget target, Inventory inventory, string inventoryDigest, long inventoryLength, NewContents content)
    {
        string head = inventory.Head.ToString();
        long sidecarLength = ObjectFiles.Sidecar(inventoryDigest).Length;
        StepList steps = new(content);
        if (target.Inventory is null)
        {
            steps.Add(
                OcflActivityKind.WriteDeclaration,
                inventory.Specification.ObjectDeclaration,
                ObjectFiles.Declaration(inventory.Specification.ObjectDeclaration).Length);
        }

        steps.Add(OcflActivityKind.VersionDirectory, head);
        steps._firstCopy = steps._others.Count;
        steps.Add(OcflActivityKind.WriteVersionInventory, $"{head}/{Inventory.FileName}", inventoryLength);
        steps.Add(OcflActivityKind.WriteVersionSidecar, $"{head}/{inventory.SidecarName}", sidecarLength);
        steps.Add(OcflActivityKind.WriteRootInventory, Inventory.FileName, inventoryLength);
        steps.Add(OcflActivityKind.WriteRootSidecar, inventory.SidecarName, sidecarLength);
        if (target.Inventory is not null)
        {
            steps.AddRemovals(target, inventory.SidecarName);
            steps.AddDeclarations(target, inventory.Specification);
        }

        return steps;
    }

    /// <summary>
    /// The steps that complete what an earlier update left undone in the object root after its commit. Whether the sidecar agrees is known
    /// only if the target has the ETag of the root inventory.
    /// </summary>
    public static IReadOnlyList<OcflActivity> ForLeftovers(UpdateTarget target, Inventory inventory)
    {
        StepList steps = new(copies: null);
        if (target.InventoryETag is not null && target.SidecarETag is null)
        {
            steps.Add(OcflActivityKind.WriteRootSidecar, inventory.SidecarName, ObjectFiles.Sidecar(target.InventoryDigest!).Length);
        }

        steps.AddRemovals(target, inventory.SidecarName);
        steps.AddDeclarations(target, inventory.Specification);
        return steps;
    }

    /// <summary>Whether a step is a copy, without making it.</summary>
    public bool IsCopy(int index) => index >= _firstCopy && index < _firstCopy + Copies;

    /// <inheritdoc/>
    public IEnumerator<OcflActivity> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // One sidecar alone may be in the root (OCFL 1.1, section 3.7).
    private void AddRemovals(UpdateTarget target, string sidecar)
    {
        foreach (string other in target.Sidecars.Append(target.Inventory!.SidecarName)
            .Where(name => name != sidecar)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
        {
            Add(OcflActivityKind.RemoveFile, other);
        }
    }

    private void AddDeclarations(UpdateTarget target, SpecificationVersion specification)
    {
        IReadOnlyList<SpecificationVersion> declared = target.DeclaredSpecifications.Count == 0
            ? [target.Inventory!.Specification]
            : target.DeclaredSpecifications;
        if (!declared.Contains(specification))
        {
            Add(
                OcflActivityKind.WriteDeclaration,
                specification.ObjectDeclaration,
                ObjectFiles.Declaration(specification.ObjectDeclaration).Length);
        }

        foreach (SpecificationVersion other in declared.Where(other => other != specification))
        {
            Add(OcflActivityKind.RemoveFile, other.ObjectDeclaration);
        }
    }

    private void Add(OcflActivityKind kind, string path, long length = 0)
    {
        // The copies come first of all that is added after they have their place.
        int index = _others.Count + (_firstCopy > 0 ? Copies : 0);
        _others.Add(new OcflActivity { Index = index, Kind = kind, Path = path, Length = length });
    }

    private OcflActivity CopyAt(int index)
    {
        int copy = index - _firstCopy;
        NewContent file = _copies![_order?[copy] ?? copy];
        return new OcflActivity
        {
            Index = index,
            Kind = OcflActivityKind.CopyContent,
            Path = file.Path,
            Length = file.Source.Length,
            Digest = file.Digest,
            Source = file.Source,
        };
    }
}
