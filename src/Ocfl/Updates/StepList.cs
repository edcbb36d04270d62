using Ocfl.Inventories;
using Ocfl.Staging;

namespace Ocfl.Updates;

/// <summary>The steps of a plan, in their order.</summary>
internal sealed class StepList
{
    private readonly List<OcflActivity> _steps = [];

    private StepList()
    {
    }

    /// <summary>The steps that commit a new version.</summary>
    public static IReadOnlyList<OcflActivity> ForVersion(
        UpdateTarget target, Inventory inventory, string inventoryDigest, long inventoryLength, IEnumerable<NewContent> content)
    {
        string head = inventory.Head.ToString();
        long sidecarLength = ObjectFiles.Sidecar(inventoryDigest).Length;
        StepList steps = new();
        if (target.Inventory is null)
        {
            steps.Add(
                OcflActivityKind.WriteDeclaration,
                inventory.Specification.ObjectDeclaration,
                ObjectFiles.Declaration(inventory.Specification.ObjectDeclaration).Length);
        }

        steps.Add(OcflActivityKind.VersionDirectory, head);
        foreach (NewContent file in content.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            steps.AddCopy(file);
        }

        steps.Add(OcflActivityKind.WriteVersionInventory, $"{head}/{Inventory.FileName}", inventoryLength);
        steps.Add(OcflActivityKind.WriteVersionSidecar, $"{head}/{inventory.SidecarName}", sidecarLength);
        steps.Add(OcflActivityKind.WriteRootInventory, Inventory.FileName, inventoryLength);
        steps.Add(OcflActivityKind.WriteRootSidecar, inventory.SidecarName, sidecarLength);
        if (target.Inventory is not null)
        {
            steps.AddRemovals(target, inventory.SidecarName);
            steps.AddDeclarations(target, inventory.Specification);
        }

        return steps._steps;
    }

    /// <summary>
    /// The steps that complete what an earlier update left undone in the object root after its commit. Whether the sidecar agrees is known
    /// only if the target has the ETag of the root inventory.
    /// </summary>
    public static IReadOnlyList<OcflActivity> ForLeftovers(UpdateTarget target, Inventory inventory)
    {
        StepList steps = new();
        if (target.InventoryETag is not null && target.SidecarETag is null)
        {
            steps.Add(OcflActivityKind.WriteRootSidecar, inventory.SidecarName, ObjectFiles.Sidecar(target.InventoryDigest!).Length);
        }

        steps.AddRemovals(target, inventory.SidecarName);
        steps.AddDeclarations(target, inventory.Specification);
        return steps._steps;
    }

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

    private void Add(OcflActivityKind kind, string path, long length = 0) =>
        _steps.Add(new OcflActivity { Index = _steps.Count, Kind = kind, Path = path, Length = length });

    private void AddCopy(NewContent file) => _steps.Add(new OcflActivity
    {
        Index = _steps.Count,
        Kind = OcflActivityKind.CopyContent,
        Path = file.Path,
        Length = file.Source.Length,
        Digest = file.Digest,
        Source = file.Source,
    });
}

/// <summary>Content that a version adds to an object.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Path">Its content path, from the object root.</param>
/// <param name="Source">Where it waits.</param>
internal readonly record struct NewContent(string Digest, string Path, StagedContent Source);
