using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class KnownValuesTests : IDisposable
{
    private const string Path = "claims/a.json";

    private readonly TemporaryFolder _folder = new();
    private readonly CountingStorage _storage;
    private readonly WorkArea _work;
    private readonly KnownValues<ClaimRecord> _known;

    public KnownValuesTests()
    {
        _storage = new CountingStorage(new LocalStorage(new LocalStorageOptions { Path = _folder["work"] }));
        _work = new WorkArea(_storage);
        _known = new KnownValues<ClaimRecord>(_work, UpdateWorkJson.Default.ClaimRecord);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_value_that_has_not_changed_is_read_once()
    {
        string etag = await WriteAsync("a", StorageCondition.IfAbsent);

        WorkValue<ClaimRecord>? first = await _known.TryReadAsync(Path, CancellationToken.None);
        WorkValue<ClaimRecord>? second = await _known.TryReadAsync(Path, CancellationToken.None);

        Assert.Equal(("a", etag), (first!.Value.ObjectId, first.ETag));
        Assert.Same(first, second);
        Assert.Equal(1, _storage.Opened);
    }

    [Fact]
    public async Task A_value_that_has_changed_is_read_again()
    {
        string etag = await WriteAsync("a", StorageCondition.IfAbsent);
        await _known.TryReadAsync(Path, CancellationToken.None);

        await WriteAsync("b", StorageCondition.IfMatch(etag));

        Assert.Equal("b", (await _known.TryReadAsync(Path, CancellationToken.None))!.Value.ObjectId);
    }

    [Fact]
    public async Task A_value_that_is_gone_is_not_known_any_more()
    {
        Assert.Null(await _known.TryReadAsync(Path, CancellationToken.None));
        await WriteAsync("a", StorageCondition.IfAbsent);
        await _known.TryReadAsync(Path, CancellationToken.None);

        await _storage.DeleteAsync(Path);

        Assert.Null(await _known.TryReadAsync(Path, CancellationToken.None));
    }

    [Fact]
    public async Task A_large_value_is_not_held()
    {
        await WriteAsync(new string('a', 100_000), StorageCondition.IfAbsent);
        await _known.TryReadAsync(Path, CancellationToken.None);
        await _known.TryReadAsync(Path, CancellationToken.None);

        Assert.Equal(2, _storage.Opened);
    }

    private async Task<string> WriteAsync(string objectId, StorageCondition condition) => (await _work.TryWriteAsync(
        Path, new ClaimRecord(objectId, []), condition, UpdateWorkJson.Default.ClaimRecord, CancellationToken.None))!.ETag;

    private sealed class CountingStorage(IStorage inner) : ForwardingStorage(inner)
    {
        public int Opened { get; private set; }

        public override Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            Opened++;
            return base.OpenReadAsync(path, options, cancellationToken);
        }
    }
}
