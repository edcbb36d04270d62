using System.Security.Cryptography;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>Small content that several runs, in several processes, store under its digest at the same time.</summary>
public sealed class DigestStageTests : IDisposable
{
    private const int Contents = 200;
    private const int Runs = 8;
    private static readonly SourceList List = new("updates/u/stage/list/run", null, "sha512", new SourceSummary(1, 3000, 3000));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each run gets the file that is there in the end, whole, whatever a process that died has left at its name.</summary>
    [Fact]
    public async Task Runs_at_the_same_time_store_one_whole_file()
    {
        Random random = new(1);
        LocalStorage[] hosts = [Open(), Open()];
        await hosts[0].CreateDirectoryAsync("updates");
        for (int i = 0; i < Contents; i++)
        {
            byte[] bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            string digest = Convert.ToHexStringLower(SHA512.HashData(bytes));
            await LeaveAsync(hosts[0], digest, bytes, random.Next(5));
            using Barrier together = new(Runs);

            StagedContent[] stored = await Task.WhenAll(Enumerable.Range(0, Runs).Select(run => Task.Factory.StartNew(
                async () =>
                {
                    using BatchFlush batch = BatchFlush.Begin(hosts[run % hosts.Length], LocalBatch.ManyFiles, areCompared: true);
                    using SlowStream content = new(bytes, run);
                    together.SignalAndWait();
                    return await DigestStage.StoreAsync(batch.Storage, List, digest, content, CancellationToken.None);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            StorageFile there = (await hosts[0].GetFileAsync(stored[0].Path))!;
            Assert.All(stored, content => Assert.Equal(new StagedContent(there.Path, there.Length, there.ETag), content));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder["work/" + there.Path]));
        }
    }

    // What a process may leave that dies while it writes, or when the power fails.
    private async Task LeaveAsync(LocalStorage host, string digest, byte[] bytes, int kind)
    {
        if (kind == 0)
        {
            return;
        }

        using BatchFlush batch = BatchFlush.Begin(host, LocalBatch.ManyFiles, areCompared: true);
        using MemoryStream content = new(bytes);
        StagedContent stored = await DigestStage.StoreAsync(batch.Storage, List, digest, content, CancellationToken.None);
        byte[] left = kind switch
        {
            1 => [],
            2 => bytes[..(bytes.Length / 2)],
            3 => new byte[bytes.Length],
            _ => bytes,
        };
        await File.WriteAllBytesAsync(_folder["work/" + stored.Path], left);
    }

    private LocalStorage Open() => new(new LocalStorageOptions { Path = _folder["work"] });

    /// <summary>Bytes that come in pieces, so that a file is there for a while before it is whole.</summary>
    private sealed class SlowStream(byte[] bytes, int seed) : MemoryStream(bytes)
    {
        private readonly Random _random = new(seed);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Thread.SpinWait(_random.Next(2000));
            await Task.Yield();
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 2000))], cancellationToken);
        }
    }
}
