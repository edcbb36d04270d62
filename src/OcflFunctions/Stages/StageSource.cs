using System.Runtime.CompilerServices;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Sources;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>Stages as places that content may come from.</summary>
public sealed class StageSources(StageRegister register, StageFiles files, WorkArea work) : ISourceKind
{
    internal const string Field = "source.stage";

    /// <inheritdoc/>
    public bool IsNamedBy(UpdateSource source) => source.Stage is not null;

    /// <inheritdoc/>
    /// <remarks>Whether another update has taken the stage is checked when this one takes it.</remarks>
    public async Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken) =>
        await register.FindAsync(
            source.Stage!, static (_, _) => Task.FromResult(UpdateLife.Running), cancellationToken) is not null
            ? source
            : throw SourceRefusedException.NotFound(
                Field, $"There is no stage '{source.Stage}'. It may have expired, or an update from it has completed.");

    /// <inheritdoc/>
    public OpenedSource Open(UpdateSource source) => new(new StageStorage(source.Stage!, files, work));
}

/// <summary>The files of a stage by their paths, read only. The ETag of a file is that of its content.</summary>
internal sealed class StageStorage(string stageId, StageFiles files, WorkArea work) : IStorage
{
    // Of the files that were listed, as long as the lister holds them.
    private readonly ConditionalWeakTable<StorageFile, StageFileRecord> _listed = [];

    /// <inheritdoc/>
    public string Location => "stage " + stageId;

    /// <inheritdoc/>
    public IPendingArea? PendingArea => null;

    /// <inheritdoc/>
    public bool HasDirectories => false;

    /// <summary>The record of a file that was listed here.</summary>
    public StageFileRecord RecordOf(StorageFile listed) => _listed.TryGetValue(listed, out StageFileRecord? record)
        ? record
        : throw new ArgumentException($"'{listed.Path}' was not listed here.", nameof(listed));

    /// <inheritdoc/>
    public async Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        await files.FindAsync(stageId, StoragePath.Validate(path), cancellationToken) is { } file ? Describe(file) : null;

    /// <inheritdoc/>
    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        StageFileRecord file = await files.FindAsync(stageId, StoragePath.Validate(path), cancellationToken)
            ?? throw new StorageFileNotFoundException(path, Location);
        if (options?.IfMatch is { } etag && etag != file.ETag)
        {
            throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
        }

        StorageReader reader = await work.Storage.OpenReadAsync(
            file.Content, RangeOf(file, options ?? new StorageReadOptions()), cancellationToken);
        return new StorageReader(Describe(file), reader.Content);
    }

    // A pack is never changed, and has the bytes of other files too.
    private static StorageReadOptions RangeOf(StageFileRecord file, StorageReadOptions wanted)
    {
        if (file.Offset is not { } start)
        {
            return wanted with { IfMatch = file.ETag };
        }

        long rest = Math.Max(0, file.Length - wanted.Offset);
        return new StorageReadOptions { Offset = start + wanted.Offset, Length = Math.Min(rest, wanted.Length ?? rest) };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HashSet<string> directories = new(StringComparer.Ordinal);
        int start = directory.Length == 0 ? 0 : directory.Length + 1;
        await foreach (StageFileRecord file in files.ListAsync(stageId, after: null, cancellationToken))
        {
            if (file.Path == directory || !StoragePath.IsWithin(file.Path, directory))
            {
                continue;
            }

            int slash = file.Path.IndexOf('/', start);
            if (recursive || slash < 0)
            {
                StorageFile listed = Describe(file);
                _listed.Add(listed, file);
                yield return new StorageEntry(StorageEntryKind.File, file.Path, listed);
            }
            else if (directories.Add(file.Path[..slash]))
            {
                yield return new StorageEntry(StorageEntryKind.Directory, file.Path[..slash]);
            }
        }
    }

    /// <inheritdoc/>
    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) => throw OnlyRead();

    /// <inheritdoc/>
    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) => throw OnlyRead();

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw OnlyRead();

    /// <inheritdoc/>
    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw OnlyRead();

    private static StorageFile Describe(StageFileRecord file) => new(file.Path, file.Length, file.ETag, file.UploadedAt);

    private static NotSupportedException OnlyRead() => new("A source is only read.");
}
