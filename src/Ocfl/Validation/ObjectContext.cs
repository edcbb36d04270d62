using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Ocfl.Digests;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>The state that all checks of one object, or of one storage root, share.</summary>
internal sealed class ObjectContext(
    IStorage storage,
    string root,
    ValidatorOptions options,
    FindingSink sink,
    SharedNames? names = null,
    UnreadablePaths? unreadable = null,
    LaneHashers? hashers = null)
{
    public IStorage Storage { get; } = storage;

    // Those of all that is validated together: a whole storage root, or one object.
    private readonly SharedNames _names = names ?? new(options.ComparedLinks);
    private readonly UnreadablePaths _unreadable = unreadable ?? new();

    /// <summary>The hashers of all that is validated together.</summary>
    public LaneHashers Hashers { get; } = hashers ?? new();

    /// <summary>The object's root from the storage's top.</summary>
    public string Root { get; } = root;

    public ValidatorOptions Options { get; } = options;

    /// <summary>The rules that apply: those of the version declared, 1.1 where none is.</summary>
    public SpecificationVersion Specification { get; set; } = SpecificationVersion.V11;

    /// <summary>The digests and paths of all inventories.</summary>
    public InventoryTexts Texts { get; private set; } = new();

    /// <summary>Releases what only the reading of inventories needs; to be called when all are read.</summary>
    public void ReleaseTexts() => Texts = new();

    /// <summary>
    /// The same with a function that changes each finding, or leaves it out (null). Findings about what could not be checked stay as they
    /// are.
    /// </summary>
    public ObjectContext With(Func<Finding, Finding?> change) => new(
        Storage,
        Root,
        Options,
        new FindingSink.Changed(sink, finding => finding.Severity == FindingSeverity.Unchecked ? finding : change(finding)),
        _names,
        _unreadable,
        Hashers)
    {
        Specification = Specification,
    };

    /// <summary>The context of one object of this storage root.</summary>
    public ObjectContext ForObject(string objectRoot, FindingSink findings) =>
        new(Storage, Full(objectRoot), Options, findings, _names, hashers: Hashers);

    /// <summary>
    /// Reports that links may have been missed, if so; to be called once everything is listed, by the owner of this context.
    /// </summary>
    public ValueTask ReportLinksNotComparedAsync(CancellationToken cancellationToken) => _names.ReportAsync(this, cancellationToken);

    /// <summary>A path within the object as one of the storage.</summary>
    public string Full(string path) => StoragePath.Combine(Root, path);

    /// <summary>A path of the storage as one within the object.</summary>
    public string Local(string path) => Root.Length == 0 ? path : path.Length > Root.Length ? path[(Root.Length + 1)..] : "";

    /// <summary>
    /// Whether a directory that is listed is nothing but a mark (<see cref="IStorage.HasDirectories"/>); asked before one is a finding.
    /// </summary>
    /// <returns>Also true where that cannot be found out, which is reported.</returns>
    public async ValueTask<bool> IsMarkAsync(string directory, CancellationToken cancellationToken) =>
        await TryReadAsync(
            directory,
            async () => (bool?)await Storage.IsMarkAsync(Full(directory), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false) ?? true;

    // ---- What may fail -----------------------------------------------------------------------------------------------

    /// <summary>Whether a path, or a directory above it, could not be read, so that nothing is known of it.</summary>
    public bool IsUnreadable(string path) => _unreadable.Covers(Full(path));

    /// <summary>What is in a directory. What cannot be read is reported and left out.</summary>
    /// <param name="directory">A path within the object.</param>
    /// <param name="recursive">As of <see cref="IStorage.ListAsync"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="onUnreadable">Is called for each entry that is left out; null for no calls.</param>
    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken, Action? onUnreadable = null)
    {
        await foreach (StorageEntry entry in Storage.ListPastFailuresAsync(
            Full(directory), recursive, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Failure is { } failure)
            {
                onUnreadable?.Invoke();
                await ReportUnreadableAsync(Local(entry.Path), failure, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                yield return entry;
            }
        }
    }

    /// <summary>Whether there is a file.</summary>
    /// <returns>Null where that cannot be found out, which is reported.</returns>
    public Task<bool?> HasFileAsync(string path, CancellationToken cancellationToken) =>
        TryReadAsync(
            path,
            async () => (bool?)(await Storage.GetFileAsync(Full(path), cancellationToken).ConfigureAwait(false) is not null),
            cancellationToken);

    /// <summary>Runs what reads a file or directory.</summary>
    /// <returns>The default of the type where the storage fails, which is reported.</returns>
    public async Task<T?> TryReadAsync<T>(string path, Func<Task<T?>> readAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await readAsync().ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            await ReportUnreadableAsync(path, failure, cancellationToken).ConfigureAwait(false);
            return default;
        }
    }

    /// <summary>Reports a file or directory that could not be read, once.</summary>
    public ValueTask ReportUnreadableAsync(string path, StorageException failure, CancellationToken cancellationToken)
    {
        if (!_unreadable.Add(Full(path)))
        {
            return ValueTask.CompletedTask;
        }

        string reason = failure.InnerException is UnauthorizedAccessException ? "access is denied" : failure.Message.TrimEnd('.');
        return ReportAtAsync(
            FindingCodes.Unreadable,
            $"{FindingNotes.Show(path.Length == 0 ? "." : path)} could not be read, so that it was not checked: {reason}.",
            path,
            cancellationToken);
    }

    // ---- Findings ----------------------------------------------------------------------------------------------------

    /// <summary>Reports a finding, by its code of 1.1.</summary>
    public ValueTask ReportAtAsync(FindingCode code, string message, string path, CancellationToken cancellationToken) =>
        ReportAsync(code, message, new FindingLocation(path), cancellationToken);

    /// <summary>Reports a finding, by its code of 1.1; nothing where the version declared has no such rule.</summary>
    public ValueTask ReportAsync(FindingCode code, string message, FindingLocation location, CancellationToken cancellationToken) =>
        CodesOfOneZero.Translate(code.Name, Specification) is string known
            ? sink.AddAsync(Finding.Of(code, message, location) with { Code = known }, cancellationToken)
            : ValueTask.CompletedTask;

    /// <summary>Reports what a reader of an inventory found, by the rules of a version.</summary>
    public async ValueTask ReportAsync(
        IReadOnlyList<Finding> findings, SpecificationVersion specification, CancellationToken cancellationToken)
    {
        foreach (Finding finding in CodesOfOneZero.Translate(findings, specification))
        {
            await sink.AddAsync(finding, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reports a directory that is empty, where the storage has such.</summary>
    public ValueTask ReportEmptyAsync(string path, CancellationToken cancellationToken) => Storage.HasDirectories
        ? ReportAtAsync(
            FindingCodes.E073,
            $"The directory {FindingNotes.Show(path)} is empty; there must be no empty directory.",
            path,
            cancellationToken)
        : ValueTask.CompletedTask;

    /// <summary>Reports what is neither a directory nor a file with one name (OCFL 1.1, section 4.6).</summary>
    /// <param name="entry">What was listed.</param>
    /// <param name="strayCode">The code of a file that must not be there, for what cannot be named; null where any file may be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ValueTask ReportSpecialAsync(StorageEntry entry, FindingCode? strayCode, CancellationToken cancellationToken)
    {
        string path = Local(entry.Path);
        string shown = FindingNotes.Show(path);
        if (entry.Fault is { } fault)
        {
            return strayCode is null
                ? ValueTask.CompletedTask
                : ReportAtAsync(strayCode, $"{shown} {fault}; it must not be there.", path, cancellationToken);
        }

        if (entry.IsLink)
        {
            return ReportAtAsync(FindingCodes.E090, $"{shown} is a symbolic link; there must be none.", path, cancellationToken);
        }

        if (entry.Kind == StorageEntryKind.Other)
        {
            return ReportAtAsync(
                FindingCodes.E089,
                $"{shown} is neither a file nor a directory, but something like a pipe, a socket or a device; it must be wrapped in a "
                    + "file, such as an image of a file system.",
                path,
                cancellationToken);
        }

        if (entry.File?.Shared is not { } shared || _names.Add(shared, entry.Path) is not { } other)
        {
            return ValueTask.CompletedTask;
        }

        // What is in another object has its name from the storage's top.
        bool isHere = Root.Length == 0 || StoragePath.IsWithin(other, Root);
        string where = isHere ? FindingNotes.Show(Local(other)) : FindingNotes.Show(other) + ", outside this object,";
        return ReportAtAsync(
            FindingCodes.E090, $"{shown} and {where} are two names of one file, hard links; there must be none.", path, cancellationToken);
    }

    /// <summary>Reads a file that is to be short. One that cannot be read, or has gone since it was listed, is reported.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxLength">In bytes; there is no text where it is longer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<ShortText> ReadShortTextAsync(string path, int maxLength, CancellationToken cancellationToken) =>
        TryReadAsync(
            path,
            async () => new ShortText(true, await ReadTextAsync(path, maxLength, cancellationToken).ConfigureAwait(false)),
            cancellationToken);

    private async Task<string?> ReadTextAsync(string path, int maxLength, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(maxLength + 1);
        try
        {
            StorageReader reader = await Storage.OpenReadAsync(
                Full(path), new() { Length = maxLength + 1 }, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                int length = await reader.Content.ReadAtLeastAsync(
                    buffer.AsMemory(0, maxLength + 1), maxLength + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return length <= maxLength && System.Text.Unicode.Utf8.IsValid(buffer.AsSpan(0, length))
                    ? Encoding.UTF8.GetString(buffer, 0, length)
                    : null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
