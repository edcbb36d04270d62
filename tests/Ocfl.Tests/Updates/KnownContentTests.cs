using System.Collections.Concurrent;
using System.Text;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using TemporaryFolder = Ocfl.Testing.TemporaryFolder;

namespace Ocfl.Tests.Updates;

/// <summary>Content that is known costs no writing: what the object has, and what another file of the source has.</summary>
public sealed class KnownContentTests : IDisposable
{
    private const int Small = 100;
    private const int Large = 3 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _root;
    private readonly CountingStorage _work = new(new MemoryStorage());

    public KnownContentTests() => _root = new(new LocalStorageOptions { Path = _folder["root"], Flush = false });

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Small, null)]
    [InlineData(Large, null)]
    [InlineData(Small, "sha256")]
    [InlineData(Large, "sha256")]
    public async Task What_the_object_has_is_not_written_again(int length, string? digestBefore)
    {
        await UpdateAsync(Source(("one", 1, length), ("two", 2, length)), DigestAlgorithm.Get(digestBefore ?? "sha512"));
        _work.Written.Clear();

        UpdatePlan plan = await UpdateAsync(
            Source(("one", 1, length), ("renamed", 2, length), ("again", 1, length)), DigestAlgorithm.Sha512);

        Assert.Equal("v2", plan.Head);
        Assert.Empty(_work.Written);
        Assert.DoesNotContain(plan.Activities, activity => activity.Kind == OcflActivityKind.CopyContent);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task What_is_new_among_what_the_object_has_is_written_once(int length)
    {
        await UpdateAsync(Source(("one", 1, length)));
        _work.Written.Clear();

        await UpdateAsync(Source(("one", 1, length), ("new", 2, length), ("longer", 3, length + 1)));

        Assert.Equal([length, length + 1], _work.Written.Order());
        Assert.Equal(Text(2, length), await _root.GetAsync(UpdateScenario.ObjectRoot + "/v2/content/new"));
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Large)]
    public async Task Content_that_comes_several_times_in_a_source_is_written_once(int length)
    {
        UpdatePlan plan = await UpdateAsync(Source([.. Enumerable.Range(0, 12).Select(i => ($"file-{i}", i % 3, length))]));

        Assert.Equal([length, length, length], _work.Written);
        Assert.Equal(3, plan.Activities.Count(activity => activity.Kind == OcflActivityKind.CopyContent));
        foreach ((string first, int seed) in new[] { ("file-0", 0), ("file-1", 1), ("file-11", 2) })
        {
            Assert.Equal(Text(seed, length), await _root.GetAsync($"{UpdateScenario.ObjectRoot}/v1/content/{first}"));
        }
    }

    /// <summary>
    /// The source changes between the reading that finds content new and the one that writes it, and its state looks the same.
    /// </summary>
    [Fact]
    public async Task What_is_written_is_what_gets_the_digest()
    {
        await UpdateAsync(Source(("one", 1, Large)));
        ChangingSource source = new(Source(("file", 2, Large)), Text(3, Large));

        UpdatePlan plan = await UpdateAsync(source);

        OcflActivity copy = plan.Activities.Single(activity => activity.Kind == OcflActivityKind.CopyContent);
        Assert.Equal(Text(3, Large), await _root.GetAsync(UpdateScenario.ObjectRoot + "/v2/content/file"));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes(Text(3, Large)))), copy.Digest);
    }

    /// <summary>The source changes to what the object has.</summary>
    [Fact]
    public async Task A_source_that_comes_to_be_what_the_object_has_stays_one_state()
    {
        await UpdateAsync(Source(("one", 1, Large)));
        ChangingSource source = new(Source(("file", 2, Large)), Text(1, Large));

        await UpdateAsync(source);

        Ocfl.Objects.OcflObject opened = (await Ocfl.Objects.OcflObject.TryOpenAsync(_root, UpdateScenario.ObjectRoot))!;
        Assert.True(opened.Head.Description.State.TryGetDigest("file", out string? digest));
        Assert.Equal(opened.GetVersion(1).Description.State.Paths.Single().Value, digest);
    }

    private async Task<UpdatePlan> UpdateAsync(IStorage source, DigestAlgorithm? algorithm = null)
    {
        ObjectUpdateOptions options = new()
        {
            Message = "m",
            User = new VersionUser("Ann", null),
            Parallelism = 4,
            DigestAlgorithm = algorithm,
        };
        return await new ObjectUpdater(_root, _work).UpdateAsync(await UpdateScenario.TargetAsync(_root), source, "", options);
    }

    private static MemoryStorage Source(params (string Path, int Seed, int Length)[] files)
    {
        MemoryStorage source = new();
        foreach ((string path, int seed, int length) in files)
        {
            source.PutAsync(path, Text(seed, length)).GetAwaiter().GetResult();
        }

        return source;
    }

    private static string Text(int seed, int length) => new((char)('a' + seed), length);

    /// <summary>Notes how many bytes each write has.</summary>
    private sealed class CountingStorage(IStorage inner) : ForwardingStorage(inner)
    {
        public ConcurrentBag<long> Written { get; } = [];

        public override async Task<StorageFile> WriteAsync(
            string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
        {
            StorageFile file = await base.WriteAsync(path, content, options, cancellationToken);
            Written.Add(file.Length);
            return file;
        }
    }

    /// <summary>A source whose file has another content at each reading of the whole of it but the first.</summary>
    private sealed class ChangingSource(IStorage inner, string after) : ForwardingStorage(inner)
    {
        private int _readings;

        public override async Task<StorageReader> OpenReadAsync(
            string file, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            StorageReader reader = await base.OpenReadAsync(file, options, cancellationToken);
            return options?.Length is null && Interlocked.Increment(ref _readings) > 1
                ? new StorageReader(reader.File, new MemoryStream(Encoding.UTF8.GetBytes(after)))
                : reader;
        }
    }
}
