using System.Security.Cryptography;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Staging;

public sealed class DigestedCopyTests : IDisposable
{
    private const int Chunk = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData((6 * Chunk) + 13)]
    [InlineData(9 * Chunk)]
    public async Task The_copy_has_the_bytes_and_the_digests_of_the_source(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        LocalStorage storage = new(new() { Path = _folder["work"], Flush = true });
        ResumableDigests digests = new([DigestAlgorithm.Sha512, DigestAlgorithm.Sha256]);
        await using (GrowingFile target = await storage.OpenToAppendAsync("file", 0, length, owner: null))
        {
            // In two parts, as after an interruption, and a last one that finds the end.
            using Stuttering source = new(bytes);
            int first = length / 3;
            Assert.Equal(first, await DigestedCopy.CopyAsync(source, target, digests, first, default));
            Assert.Equal(length - first, await DigestedCopy.CopyAsync(source, target, digests, long.MaxValue, default));
            Assert.Equal(0, await DigestedCopy.CopyAsync(source, target, digests, long.MaxValue, default));
            await target.FlushAsync();
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder["work/file"]));
        ContentDigests all = digests.Finish();
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(bytes)), all[DigestAlgorithm.Sha512]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), all[DigestAlgorithm.Sha256]);
    }

    [Fact]
    public async Task Without_a_target_the_source_is_only_hashed()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes((3 * Chunk) + 5);
        ResumableDigests digests = new([DigestAlgorithm.Sha512]);
        using Stuttering source = new(bytes);

        Assert.Equal(bytes.Length, await DigestedCopy.CopyAsync(source, null, digests, long.MaxValue, default));

        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(bytes)), digests.Finish()[DigestAlgorithm.Sha512]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task A_write_that_fails_is_the_failure_of_the_copy_and_nothing_is_written_after_it(int good)
    {
        FailingFile target = new(good);
        using Stuttering source = new(new byte[8 * Chunk]);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(
            () => DigestedCopy.CopyAsync(source, target, new ResumableDigests([DigestAlgorithm.Sha512]), long.MaxValue, default));

        Assert.Equal("full", failure.Message);
        Assert.Equal(good + 1, target.Writes);
    }

    [Fact]
    public async Task A_read_that_fails_is_the_failure_of_the_copy_after_the_writes_before_it()
    {
        FailingFile target = new(int.MaxValue);
        using Stuttering source = new(new byte[8 * Chunk], failsAt: (3 * Chunk) + 1);

        await Assert.ThrowsAsync<IOException>(
            () => DigestedCopy.CopyAsync(source, target, new ResumableDigests([DigestAlgorithm.Sha512]), long.MaxValue, default));

        Assert.Equal(3, target.Writes);
    }

    /// <summary>Gives fewer bytes than it is asked for.</summary>
    private sealed class Stuttering(byte[] bytes, int failsAt = int.MaxValue) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= failsAt
                ? throw new IOException("broken")
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, (Chunk / 3) + 1)], cancellationToken);
    }

    private sealed class FailingFile(int good) : GrowingFile(0)
    {
        public int Writes { get; private set; }

        public override async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (++Writes > good)
            {
                throw new StorageException("full");
            }
        }

        public override Task<StorageFile> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
