using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>Large files are written to the disk past the page cache, and are what was written, of whatever length they are.</summary>
public sealed class DirectWriterTests : IDisposable
{
    private const int Chunk = 1 << 20;
    private const int Paid = (int)DirectWriter.PaysFrom;

    // The folder of the tests is on a disk more often than that of temporary files.
    private readonly TemporaryFolder _folder = new(AppContext.BaseDirectory);

    public static TheoryData<int> Lengths =>
        [0, 1, Paid - 1, Paid, Paid + 1, Paid + 4095, Paid + 4096, Paid + 4097, Paid + Chunk, Paid + Chunk + 17, Paid + (3 * Chunk) - 1];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_stream_is_written_whole(int length)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        byte[] content = Bytes(length);
        using MemoryStream stream = new(content);

        StorageFile written = await storage.WriteAsync("a/b", stream, StorageWriteOptions.Create());

        Assert.Equal(length, written.Length);
        Assert.Equal(content, await File.ReadAllBytesAsync(_folder["root/a/b"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(Chunk)]
    public async Task A_file_that_grows_has_what_was_appended_to_it(int odd)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        byte[] content = Bytes(Paid + (4 * Chunk) + odd + 5);
        int length = 0;
        foreach (int end in (int[])[Paid + Chunk, Paid + (2 * Chunk) + odd, content.Length])
        {
            await using GrowingFile file = await storage.OpenToAppendAsync("a", length, content.Length, owner: null, default);
            while (length < end)
            {
                using AlignedMemory chunk = new(Chunk);
                int next = Math.Min(Chunk, end - length);
                content.AsSpan(length, next).CopyTo(chunk.GetSpan());
                await file.AppendAsync(chunk.Memory[..next]);
                length += next;
            }

            Assert.Equal(length, (await file.FlushAsync()).Length);
        }

        Assert.Equal(content, await File.ReadAllBytesAsync(_folder["root/a"]));
    }

    [LinuxFact]
    public void Whole_blocks_are_written_past_the_cache_and_the_end_is_not()
    {
        using SafeFileHandle file = File.OpenHandle(_folder["a"], FileMode.CreateNew, FileAccess.ReadWrite);
        DirectWriter writer = new(file);
        if (!writer.IsPossible)
        {
            // Neither ext4 nor XFS: then the file is written as any other.
            Assert.DoesNotContain(new DriveInfo(_folder.Path).DriveFormat, (string[])["ext4", "xfs"]);
            return;
        }

        using AlignedMemory memory = new(Chunk);
        byte[] content = Bytes(Chunk);
        content.CopyTo(memory.GetSpan());

        writer.Write(memory.GetSpan()[..8192], 0);
        Assert.True(IsDirect(file));
        writer.Write(memory.GetSpan()[8192..10_000], 8192);
        Assert.False(IsDirect(file));
        writer.Write(content.AsSpan(10_000), 10_000);
        Assert.False(IsDirect(file));

        byte[] written = new byte[Chunk];
        Assert.Equal(Chunk, RandomAccess.Read(file, written, 0));
        Assert.Equal(content, written);
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static bool IsDirect(SafeFileHandle file)
    {
        string flags = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{file.DangerousGetHandle()}"))
            .Single(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..];
        int direct = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;
        return (Convert.ToInt32(flags.Trim(), 8) & direct) != 0;
    }
}
