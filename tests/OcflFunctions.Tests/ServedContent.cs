using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Objects;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

/// <summary>A content of an object, and the answers to requests for it.</summary>
internal sealed class ServedContent
{
    private static readonly string ContentPath = StoragePath.Combine(UpdateScenario.ObjectRoot, "v1/content/f");
    private readonly OcflObject _source;
    private readonly ByteAnswers _answers;

    private ServedContent(MemoryStorage root, OcflObject source, byte[] bytes, TimeSpan keep)
    {
        Root = root;
        Bytes = bytes;
        _source = source;
        Work = new MemoryStorage(time: Time);
        WatchedStorage watched = new(Work, OnOpenAsync, Written.Enqueue);
        ContentLog log = new(Logs.CreateLogger<ContentLog>());
        BlockTables tables = new(
            new WorkArea(watched), Options.Create(new OcflOptions { Objects = new ObjectOptions { KeepBlockDigests = keep } }), log, Time);
        _answers = new ByteAnswers(tables, log, Time);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public MemoryStorage Root { get; }

    public MemoryStorage Work { get; }

    public CollectedLogs Logs { get; } = new();

    /// <summary>The content as it was stored.</summary>
    public byte[] Bytes { get; }

    /// <summary>The paths in the work area that were opened.</summary>
    public ConcurrentQueue<string> Opened { get; } = [];

    /// <summary>The paths in the work area that were written.</summary>
    public ConcurrentQueue<string> Written { get; } = [];

    private string Digest => _source.Inventory.Manifest.Single().Digest;

    public static async Task<ServedContent> CreateAsync(int length, int seed = 1, TimeSpan? keep = null)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        MemoryStorage source = new();
        await source.WriteAsync("f", new MemoryStream(bytes), new StorageWriteOptions());
        MemoryStorage root = new();
        await new ObjectUpdater(root, new MemoryStorage()).UpdateAsync(await UpdateScenario.TargetAsync(root), source);
        OcflObject found = (await OcflObject.TryOpenAsync(root, UpdateScenario.ObjectRoot))!;
        return new ServedContent(root, found, bytes, keep ?? TimeSpan.FromDays(90));
    }

    /// <summary>Replaces the stored content.</summary>
    public Task DamageAsync(byte[] bytes) => Root.WriteAsync(ContentPath, new MemoryStream(bytes), new StorageWriteOptions());

    /// <summary>Changes a byte of the stored content, or of what was changed before.</summary>
    public Task DamageAsync(int offset)
    {
        byte[] damaged = [.. Bytes];
        damaged[offset] ^= 1;
        return DamageAsync(damaged);
    }

    /// <summary>The file with the digests of the blocks; null if there is none.</summary>
    public async Task<StorageFile?> FindTableAsync() =>
        await Work.ListAsync("blocks", recursive: true).Select(entry => entry.File).SingleOrDefaultAsync();

    public async Task<byte[]> ReadTableAsync()
    {
        await using StorageReader reader = await Work.OpenReadAsync((await FindTableAsync())!.Path);
        using MemoryStream bytes = new();
        await reader.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public Task WriteTableAsync(string path, byte[] bytes) => Work.WriteAsync(path, new MemoryStream(bytes), new StorageWriteOptions());

    /// <summary>Requests the content.</summary>
    /// <param name="range">The field <c>Range</c>; null for none.</param>
    /// <param name="cancelAfter">After how many bytes the caller disconnects; null for never.</param>
    /// <param name="method">The method.</param>
    public async Task<Reply> GetAsync(string? range = null, long? cancelAfter = null, string method = "GET")
    {
        using CancellationTokenSource aborted = new();
        using ReceivedBody body = new(cancelAfter, aborted);
        Lifetime lifetime = new() { RequestAborted = aborted.Token };
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        DefaultHttpContext context = new() { RequestServices = services };
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Features.Set<IHttpResponseFeature>(new ResponseState(body));
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        context.Request.Method = method;
        context.Request.Headers.Range = range;
        StoredBytes stored = new()
        {
            Algorithm = "sha512",
            Digest = Digest,
            FileName = "f",
            ContentType = "application/octet-stream",
            LastModified = null,
            FindAsync = () => _source.FindContentAsync(Digest),
            OpenAsync = options => _source.OpenContentAsync(Digest, options),
            Verify = _source.HashWhileRead,
        };
        try
        {
            IResult answer = await _answers.CreateAsync(context.Request, stored);
            await answer.ExecuteAsync(context);
        }
        catch (ProblemException problem)
        {
            return new Reply(problem.Kind.Status, [], IsWhole: false);
        }

        byte[] bytes = body.ToArray();
        bool isWhole = !lifetime.IsAborted && bytes.Length == context.Response.ContentLength && context.Response.StatusCode < 300;
        return new Reply(context.Response.StatusCode, bytes, isWhole);
    }

    private Task OnOpenAsync(string path)
    {
        Opened.Enqueue(path);
        return Task.CompletedTask;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class ResponseState(Stream body) : HttpResponseFeature
    {
        public override bool HasStarted => body.Length > 0;
    }

    private sealed class ReceivedBody(long? cancelAfter, CancellationTokenSource aborted) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            if (Length >= cancelAfter)
            {
                await aborted.CancelAsync();
            }
        }
    }
}

/// <summary>What a caller has received.</summary>
/// <param name="Status">The status.</param>
/// <param name="Bytes">The bytes, as far as they were sent.</param>
/// <param name="IsWhole">Whether the answer is complete.</param>
internal sealed record Reply(int Status, byte[] Bytes, bool IsWhole);
