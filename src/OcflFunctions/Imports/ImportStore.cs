using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocfl.Imports;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;
using OcflFunctions.Validations;

namespace OcflFunctions.Imports;

/// <summary>
/// The list and the report of an import in the work area: the pages of its objects, and what became of each, created once by the first
/// run. Findings of objects that are not valid are in files of their own.
/// </summary>
public sealed class ImportStore(WorkArea work)
{
    /// <summary>The folder with the lists and reports of imports.</summary>
    internal const string Runs = "imports/runs";

    /// <summary>The folder of an import, with the lists and reports of all its runs.</summary>
    internal static string FolderOf(string importId) => StoragePath.Combine(Runs, importId);

    /// <summary>A page of the list; null until it is listed.</summary>
    internal Task<ImportListPage?> TryGetPageAsync(ImportIdentity import, int page, CancellationToken cancellationToken) =>
        work.TryReadAsync(PagePath(import, page), ImportWorkJson.Default.ImportListPage, cancellationToken);

    /// <summary>A page of the list.</summary>
    internal Task<ImportListPage> GetPageAsync(ImportIdentity import, int page, CancellationToken cancellationToken) =>
        work.ReadAsync(PagePath(import, page), ImportWorkJson.Default.ImportListPage, cancellationToken);

    /// <summary>Stores a page of the list, unless another run was first.</summary>
    /// <returns>The page that counts.</returns>
    internal async Task<ImportListPage> PublishPageAsync(
        ImportIdentity import, int page, ImportListPage listed, CancellationToken cancellationToken) =>
        (await work.PublishAsync(PagePath(import, page), listed, ImportWorkJson.Default.ImportListPage, cancellationToken)).Value;

    /// <summary>What became of an object; null if it is not done.</summary>
    internal Task<ImportRecord?> TryGetAsync(ImportIdentity import, long number, CancellationToken cancellationToken) =>
        work.TryReadAsync(RecordPath(import, number), ImportWorkJson.Default.ImportRecord, cancellationToken);

    /// <summary>Stores what became of an object, unless another run was first.</summary>
    /// <returns>The record that counts, and whether it is this one.</returns>
    internal async Task<(ImportRecord Record, bool IsFirst)> RecordAsync(
        ImportIdentity import, long number, ImportRecord record, CancellationToken cancellationToken)
    {
        string path = RecordPath(import, number);
        if (await work.TryCreateAsync(path, record, ImportWorkJson.Relaxed.ImportRecord, cancellationToken))
        {
            return (record, true);
        }

        ImportRecord first = await work.ReadAsync(path, ImportWorkJson.Default.ImportRecord, cancellationToken);
        if (record.Findings is { } findings && findings != first.Findings)
        {
            await work.Storage.DeleteAsync(findings, etag: null, cancellationToken);
        }

        return (first, false);
    }

    /// <summary>A writer for the findings of this run about an object.</summary>
    internal FindingsWriter CreateFindings(ImportIdentity import, long number) => new(
        work.Storage, StoragePath.Combine(FindingsFolder(import), $"{Number(number)}.{Guid.NewGuid():N}.jsonl"));

    /// <summary>A page of the report, in the order in which objects were listed. Objects that are not done are left out.</summary>
    /// <param name="import">The import; it may still run.</param>
    /// <param name="first">The number of the first object.</param>
    /// <param name="listed">How many objects are listed.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The objects, and the number of the next; null if there are no more.</returns>
    internal async Task<(IReadOnlyList<ImportedObject> Objects, long? Next)> ReadObjectsAsync(
        ImportIdentity import, long first, long listed, int top, CancellationToken cancellationToken)
    {
        List<ImportedObject> objects = [];
        long number = first;
        for (; number < listed && objects.Count < top; number++)
        {
            if (await TryGetAsync(import, number, cancellationToken) is { } record)
            {
                objects.Add(record.Object);
            }
        }

        return (objects, number < listed ? number : null);
    }

    /// <summary>A page of the findings, in the order in which objects were listed.</summary>
    /// <param name="import">The import; it may still run.</param>
    /// <param name="after">Where to continue; null for the beginning.</param>
    /// <param name="top">How many findings at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal Task<(IReadOnlyList<Finding> Findings, FindingsPosition? Next)> ReadFindingsAsync(
        ImportIdentity import, FindingsPosition? after, int top, CancellationToken cancellationToken) =>
        new FindingsReader(work).ReadAsync(
            FindingsFolder(import),
            async path => long.TryParse(
                StoragePath.GetName(path).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && (await TryGetAsync(import, number, cancellationToken))?.Findings == path,
            after,
            top,
            cancellationToken);

    private static string Folder(ImportIdentity import) => StoragePath.Combine(
        FolderOf(import.Id), import.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));

    private static string FindingsFolder(ImportIdentity import) => StoragePath.Combine(Folder(import), "findings");

    private static string PagePath(ImportIdentity import, int page) =>
        StoragePath.Combine(Folder(import), "pages", Number(page) + ".json");

    // In folders of a thousand: a directory with a million names is slow on many file systems.
    private static string RecordPath(ImportIdentity import, long number) =>
        StoragePath.Combine(Folder(import), "objects", Number(number / 1000), Number(number) + ".json");

    private static string Number(long number) => number.ToString("D9", CultureInfo.InvariantCulture);
}

/// <summary>A page of the list of an import's objects.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Next">Where the next page starts; null if this is the last.</param>
internal sealed record ImportListPage(IReadOnlyList<ListedObject> Objects, string? Next);

/// <summary>An object of the list.</summary>
/// <param name="SourcePath">Its root, from the source's top; null if the source does not have it.</param>
/// <param name="ObjectId">Its id, if the request names it; null otherwise.</param>
internal sealed record ListedObject(string? SourcePath, string? ObjectId = null);

/// <summary>What became of an object: a line of the report.</summary>
/// <param name="Object">What became of it.</param>
/// <param name="Findings">The file with what is wrong with it; null if there is none.</param>
internal sealed record ImportRecord(ImportedObject Object, string? Findings = null);

/// <summary>What imports keep in the work area, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportListPage))]
[JsonSerializable(typeof(ImportRecord))]
[JsonSerializable(typeof(ImportMark))]
[JsonSerializable(typeof(ImportFileList))]
[JsonSerializable(typeof(CopiedBatch))]
[JsonSerializable(typeof(IReadOnlyList<ImportedFile>))]
internal sealed partial class ImportWorkJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable: people read reports too.</summary>
    public static ImportWorkJson Relaxed => RelaxedContext.Value;

    // In a nested class, since Default, which is generated, may be initialized after the members written here.
    private static class RelaxedContext
    {
        internal static readonly ImportWorkJson Value = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
