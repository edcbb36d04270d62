using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Stages;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

/// <summary>A place whose source is an uploaded stage: a new one whenever an update has ended the one before.</summary>
internal sealed class StagePlace : PipelinePlace
{
    private readonly PipelinePlace _inner;
    private readonly StageFiles _files;
    private readonly StagePacks _packs;
    private readonly StageRegister _register;
    private readonly string[] _algorithms;
    private StageRecord? _stage;

    /// <param name="inner">Where the storage root and the work area are.</param>
    /// <param name="algorithms">The digests that uploads get; none for SHA-512.</param>
    public StagePlace(PipelinePlace inner, params string[] algorithms)
    {
        _inner = inner;
        _algorithms = algorithms.Length == 0 ? ["sha512"] : algorithms;
        WorkArea work = new(_inner.Work);
        IOptions<OcflOptions> options = Options.Create(new OcflOptions { Stages = { PackBytes = 1 << 16 } });
        _packs = new StagePacks(work, options, TimeProvider.System);
        _register = new StageRegister(work, _packs, options, TimeProvider.System);
        _files = new StageFiles(work, new StageRoom(work, _packs, options, TimeProvider.System), _packs, TimeProvider.System);
        Files = new Uploads(this);
    }

    public override IStorage Root => _inner.Root;

    public override IStorage Work => _inner.Work;

    /// <summary>Whether the files that a test writes are uploaded as the payload of a bag.</summary>
    public bool IsBag { get; init; }

    /// <summary>Whether small files are uploaded into packs: their lengths are announced.</summary>
    public bool HasPacks { get; init; }

    public override UpdateSource Source => new() { Stage = _stage?.Id ?? "none", Bag = IsBag };

    public override IStorage Files { get; }

    public override IReadOnlyDictionary<string, string?> Settings => _inner.Settings;

    public override Task WriteSourceAsync(IReadOnlyDictionary<string, string> files) =>
        base.WriteSourceAsync(IsBag ? BagFiles.Create(files, ["md5"]) : files);

    /// <summary>The stage is taken for the update, so that it does not expire while the update waits.</summary>
    public override async Task AcceptAsync(string updateId)
    {
        // The service is another process, in which this one's packs are not open.
        await _packs.ForgetAsync(_stage!.Id);
        StageTakingResult taking = await _register.TakeAsync(
            _stage.Id, updateId, (_, _) => Task.FromResult(UpdateLife.Running), default);
        Assert.Equal(updateId, taking.Stage?.Taken?.UpdateId);
    }

    public override ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task<StorageFile> UploadAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        if (_stage is null || !await _register.HasRecordAsync(_stage.Id, cancellationToken))
        {
            (_stage, _) = await _register.CreateAsync(Guid.NewGuid().ToString("N"), _algorithms, "test", cancellationToken);
        }

        StageFileUpload upload = new(
            path, HasPacks ? content.Length : null, new Dictionary<string, string>(StringComparer.Ordinal), MustBeNew: false, _ => content);
        (StageFileRecord file, _) = await _files.PutAsync(_stage, upload, () => Task.CompletedTask, cancellationToken);
        return new StorageFile(path, file.Length, file.ETag, file.UploadedAt);
    }

    /// <summary>What a test writes is uploaded.</summary>
    private sealed class Uploads(StagePlace place) : IStorage
    {
        public string Location => "uploads";

        public IPendingArea? PendingArea => null;

        public Task<StorageFile> WriteAsync(
            string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
            place.UploadAsync(path, content, cancellationToken);

        public async IAsyncEnumerable<StorageEntry> ListAsync(
            string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<StorageFile> CopyFromAsync(
            IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
