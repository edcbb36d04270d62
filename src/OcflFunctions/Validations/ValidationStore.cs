using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Validations;

/// <summary>
/// What a validation keeps in the work area: its parts, each created once, and their findings, a file for each part that has some. A
/// file of another run, or of one that died, is named by no part, and is not in the report.
/// </summary>
public sealed class ValidationStore(WorkArea work, TimeProvider time)
{
    /// <summary>The folder with the folders of validations.</summary>
    internal const string Validations = "validations";

    private const int HeldNames = 1000;

    private static readonly TimeSpan MeterInterval = TimeSpan.FromSeconds(2);

    /// <summary>The part that lists a page of objects.</summary>
    internal static string ListOf(int page) => Number(page);

    /// <summary>The part that validates some objects of a page.</summary>
    internal static string SliceOf(ValidateObjectInput input) =>
        $"{Number(input.Page)}-{Number(input.Slice.First)}-{(input.Try == ValidationTry.First ? Number(input.Slice.Count) : "alone")}";

    /// <summary>The part that validates the storage root itself: it comes last.</summary>
    internal static string Root => "root";

    /// <summary>The folder of a validation, with the reports of all its runs.</summary>
    internal static string FolderOf(string validationId) => StoragePath.Combine(Validations, validationId);

    /// <summary>Whether a validation has a report, or the beginning of one.</summary>
    internal async Task<bool> HasReportAsync(ValidationIdentity validation, CancellationToken cancellationToken) =>
        await work.Storage.ListAsync(StoragePath.Combine(Folder(validation), "parts"), recursive: false, cancellationToken)
            .AnyAsync(cancellationToken);

    /// <summary>A part; null until it is finished.</summary>
    internal Task<ValidationPart?> TryGetAsync(ValidationIdentity validation, string part, CancellationToken cancellationToken) =>
        work.TryReadAsync(PartPath(validation, part), ValidationWorkJson.Default.ValidationPart, cancellationToken);

    /// <summary>Objects of a page.</summary>
    internal async Task<IReadOnlyList<string>> GetObjectRootsAsync(
        ValidationIdentity validation, int page, SliceRange slice, CancellationToken cancellationToken)
    {
        ValidationPart list = await work.ReadAsync(
            PartPath(validation, ListOf(page)), ValidationWorkJson.Default.ValidationPart, cancellationToken);
        return [.. (list.ObjectRoots ?? []).Skip(slice.First).Take(slice.Count)];
    }

    /// <summary>A writer for the findings of this run of a part.</summary>
    internal FindingsWriter CreateFindings(ValidationIdentity validation, string part) =>
        new(work.Storage, StoragePath.Combine(FindingsFolder(validation), $"{part}.{Guid.NewGuid():N}.jsonl"));

    /// <summary>A meter of what this run of a part reads.</summary>
    internal ContentMeter CreateMeter(ValidationIdentity validation, string part) =>
        new(work.Storage, MeterPath(validation, part), time, MeterInterval);

    /// <summary>What parts that run have read of content together; nothing if the work area cannot be read now.</summary>
    internal async Task<ValidationCounts> ReadMetersAsync(
        ValidationIdentity validation, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        ReadContent?[] read;
        try
        {
            read = await Task.WhenAll(parts.Select(part => work.TryReadAsync(
                MeterPath(validation, part), ValidationWorkJson.Default.ReadContent, cancellationToken)));
        }
        catch (StorageException)
        {
            return new ValidationCounts();
        }

        return new ValidationCounts { Files = read.Sum(part => part?.Files ?? 0), Bytes = read.Sum(part => part?.Bytes ?? 0) };
    }

    /// <summary>Stores a part, unless another run of it was first.</summary>
    /// <returns>The part that counts, and whether it is this one.</returns>
    internal async Task<(ValidationPart Part, bool IsFirst)> PublishAsync(
        ValidationIdentity validation, string part, ValidationPart made, FindingsWriter findings, CancellationToken cancellationToken)
    {
        await findings.CompleteAsync();
        made = made with { Findings = findings.Path };
        (ValidationPart first, bool isFirst) = await work.PublishAsync(
            PartPath(validation, part), made, ValidationWorkJson.Default.ValidationPart, cancellationToken);
        if (!isFirst && findings.Path is { } path && path != first.Findings)
        {
            await work.Storage.DeleteAsync(path, etag: null, cancellationToken);
        }

        return (first, isFirst);
    }

    /// <summary>Stores which objects of a part are not where the layout puts them.</summary>
    internal async Task WriteElsewhereAsync(
        ValidationIdentity validation, string part, IReadOnlyList<ObjectElsewhere> objects, CancellationToken cancellationToken)
    {
        if (objects.Count > 0)
        {
            using MemoryStream content = new(
                JsonSerializer.SerializeToUtf8Bytes(objects, ValidationWorkJson.Default.IReadOnlyListObjectElsewhere));
            await work.Storage.WriteAsync(
                StoragePath.Combine(ElsewhereFolder(validation), part + ".json"), content, new StorageWriteOptions(), cancellationToken);
        }
    }

    /// <summary>The objects that are not where the layout puts them.</summary>
    internal async IAsyncEnumerable<(string ObjectId, string ObjectRoot)> GetElsewhereAsync(
        ValidationIdentity validation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string name in NamesAsync(ElsewhereFolder(validation), from: null, cancellationToken))
        {
            string path = StoragePath.Combine(ElsewhereFolder(validation), name);
            foreach (ObjectElsewhere elsewhere in await work.ReadAsync(
                path, ValidationWorkJson.Default.IReadOnlyListObjectElsewhere, cancellationToken))
            {
                yield return (elsewhere.ObjectId, elsewhere.ObjectRoot);
            }
        }
    }

    /// <summary>
    /// A page of a report, in the order of the storage root: findings on the paths to objects, about objects, and last about the root
    /// itself.
    /// </summary>
    /// <param name="validation">The validation; it may still run.</param>
    /// <param name="after">Where to continue; null for the beginning.</param>
    /// <param name="top">How many findings at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings, and where the next ones start; null if there are no more.</returns>
    public Task<(IReadOnlyList<Finding> Findings, FindingsPosition? Next)> ReadFindingsAsync(
        ValidationIdentity validation, FindingsPosition? after, int top, CancellationToken cancellationToken) =>
        new FindingsReader(work).ReadAsync(
            FindingsFolder(validation),
            async path => (await TryGetAsync(
                validation, StoragePath.GetName(path).Split('.')[0], cancellationToken))?.Findings == path,
            after,
            top,
            cancellationToken);

    private IAsyncEnumerable<string> NamesAsync(string folder, string? from, CancellationToken cancellationToken) =>
        new OrderedListing(work.Storage, HeldNames).ListAsync(
            folder, entry => entry.Kind == StorageEntryKind.File, from, cancellationToken);

    private static string Folder(ValidationIdentity validation) => StoragePath.Combine(
        Validations, validation.Id, validation.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));

    private static string FindingsFolder(ValidationIdentity validation) => StoragePath.Combine(Folder(validation), "findings");

    private static string ElsewhereFolder(ValidationIdentity validation) => StoragePath.Combine(Folder(validation), "elsewhere");

    private static string MeterPath(ValidationIdentity validation, string part) =>
        StoragePath.Combine(Folder(validation), "read", part + ".json");

    private static string PartPath(ValidationIdentity validation, string part) =>
        StoragePath.Combine(Folder(validation), "parts", part + ".json");

    private static string Number(int number) => number.ToString("D7", CultureInfo.InvariantCulture);
}

/// <summary>An object that is not where the storage root's layout puts it.</summary>
/// <param name="ObjectId">The object's id.</param>
/// <param name="ObjectRoot">Where it is.</param>
internal sealed record ObjectElsewhere(string ObjectId, string ObjectRoot);
