using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>What a storage root declares, and the rules for an object that follow from its root.</summary>
internal sealed class RootRules
{
    private const string Extensions = "extensions";

    private readonly ObjectContext _context;
    private bool? _hasDocument;

    private RootRules(ObjectContext context, SpecificationVersion? declared, RootLayout layout, bool? hasDocument)
    {
        _context = context;
        Declared = declared;
        Layout = layout;
        _hasDocument = hasDocument;
    }

    /// <summary>The version that the root declares; null where it declares no known one.</summary>
    public SpecificationVersion? Declared { get; }

    /// <summary>Where the root puts its objects.</summary>
    public RootLayout Layout { get; }

    /// <summary>Checks the root's own files: its declaration, its extensions and its layout.</summary>
    public static async Task<RootRules> CheckAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        List<string> names = [];
        bool hasLayout = false;
        bool hasExtensions = false;
        bool hasDocument = false;
        await foreach (StorageEntry entry in RootHierarchy.ListTopAsync(context, cancellationToken).ConfigureAwait(false))
        {
            hasLayout |= entry is { Kind: StorageEntryKind.File, Name: RootLayout.FileName };
            hasExtensions |= entry is { Kind: StorageEntryKind.Directory, Name: Extensions };
            hasDocument |= IsDocument(entry);
            if (entry.Kind == StorageEntryKind.File && Declaration.OfRoot.Resembles(entry.Name))
            {
                names.Add(entry.Name);
            }
        }

        SpecificationVersion? declared = await Declaration.OfRoot.CheckAsync(names, context, cancellationToken).ConfigureAwait(false);
        if (hasExtensions)
        {
            await CheckExtensionsAsync(context, hasDocument, cancellationToken).ConfigureAwait(false);
        }

        RootLayout layout = hasLayout ? await RootLayout.ReadAsync(context, cancellationToken).ConfigureAwait(false) : RootLayout.None();
        return new(context, declared, layout, hasDocument);
    }

    /// <summary>Reads the same by the names of the files, so that the root need not be listed.</summary>
    /// <param name="context">The root; its findings are those of <see cref="CheckAsync"/>, in part.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RootRules> ReadAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        List<string> names = [];
        foreach (SpecificationVersion version in (SpecificationVersion[])[SpecificationVersion.V10, SpecificationVersion.V11])
        {
            if (await ExistsAsync(context, version.RootDeclaration, cancellationToken).ConfigureAwait(false))
            {
                names.Add(version.RootDeclaration);
            }
        }

        SpecificationVersion? declared = await Declaration.OfRoot.CheckAsync(names, context, cancellationToken).ConfigureAwait(false);
        bool hasLayout = await ExistsAsync(context, RootLayout.FileName, cancellationToken).ConfigureAwait(false);
        RootLayout layout = hasLayout ? await RootLayout.ReadAsync(context, cancellationToken).ConfigureAwait(false) : RootLayout.None();
        return new(context, declared, layout, hasDocument: null);
    }

    /// <summary>Checks an object whose own rules have been checked.</summary>
    /// <param name="validator">What the object is.</param>
    /// <param name="path">Its root from the storage root.</param>
    /// <param name="context">The object; takes what is found about it.</param>
    /// <param name="root">The root; takes what is found about the root.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it is where the layout puts it.</returns>
    public async Task<ObjectPlace> CheckObjectAsync(
        ObjectValidator validator, string path, ObjectContext context, ObjectContext root, CancellationToken cancellationToken)
    {
        if (Declared is SpecificationVersion known && validator.Declared is SpecificationVersion declared && declared > known)
        {
            await context.ReportAtAsync(
                FindingCodes.E081,
                $"The object declares OCFL {declared}, its storage root {known}; an object must not be of a newer version than its root.",
                "",
                cancellationToken).ConfigureAwait(false);
        }

        if (Declared is not null && validator.IsOfFutureVersion)
        {
            await context.ReportAtAsync(
                FindingCodes.E081,
                $"The object declares a newer version of OCFL than its storage root, which declares {Declared}; it must be of the same "
                    + "version or an older one.",
                "",
                cancellationToken).ConfigureAwait(false);
        }

        ObjectPlace place = ObjectPlace.Unknown;
        if (validator.ObjectId is string id && Layout.FindMisplacement(id, path, out place) is string fault)
        {
            await context.ReportAtAsync(FindingCodes.E083, fault, "", cancellationToken).ConfigureAwait(false);
        }

        if (validator.HasUnregisteredExtension && !await HasDocumentAsync(cancellationToken).ConfigureAwait(false))
        {
            await ExtensionsDirectory.ReportUndescribedAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await RootHierarchy.CheckNestedAsync(root, path, validator.UnexpectedDirectories, cancellationToken).ConfigureAwait(false);
        return place;
    }

    /// <summary>
    /// Whether another object has the id: one that was found before, or the one in the place that the layout has for this id.
    /// </summary>
    /// <param name="objectId">The id of an object that is not where the layout puts it; no two that are can have one.</param>
    /// <param name="ids">The ids of such objects.</param>
    /// <param name="context">Takes what cannot be read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> HasTwinAsync(string objectId, UnplacedIds ids, ObjectContext context, CancellationToken cancellationToken) =>
        !ids.Add(objectId)
        || (Layout.FindPlace(objectId) is { } place
            && await context.TryReadAsync(
                place, () => ReadIdAsync(place, cancellationToken), cancellationToken).ConfigureAwait(false) == objectId);

    private async Task<string?> ReadIdAsync(string objectRoot, CancellationToken cancellationToken)
    {
        try
        {
            return await InventoryIdReader.ReadAsync(_context.Storage, _context.Full(objectRoot), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception nothing) when (nothing is StorageFileNotFoundException or CorruptObjectException)
        {
            return null;
        }
    }

    private async Task<bool> HasDocumentAsync(CancellationToken cancellationToken) =>
        _hasDocument ??= await RootHierarchy.ListTopAsync(_context, cancellationToken)
            .AnyAsync(IsDocument, cancellationToken)
            .ConfigureAwait(false);

    // A text that could describe an extension.
    private static bool IsDocument(StorageEntry entry) =>
        entry.Kind == StorageEntryKind.File && !Declaration.OfRoot.Resembles(entry.Name) && entry.Name != RootLayout.FileName;

    private static async Task<bool> ExistsAsync(ObjectContext context, string path, CancellationToken cancellationToken) =>
        await context.Storage.GetFileAsync(context.Full(path), cancellationToken).ConfigureAwait(false) is not null;

    private static async Task CheckExtensionsAsync(ObjectContext context, bool hasDocument, CancellationToken cancellationToken)
    {
        (bool hasUnregistered, _) = await ExtensionsDirectory.CheckAsync(
            context, FindingCodes.E112, FindingCodes.W016, cancellationToken).ConfigureAwait(false);
        if (hasUnregistered && !hasDocument)
        {
            await ExtensionsDirectory.ReportUndescribedAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await ExtensionsDirectory.CheckBelowAsync(context, cancellationToken).ConfigureAwait(false);
    }
}
