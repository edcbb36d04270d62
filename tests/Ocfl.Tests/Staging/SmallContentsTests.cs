using System.Security.Cryptography;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Staging;

/// <summary>Small files that are read and hashed together.</summary>
public sealed class SmallContentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SmallContents _contents = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each activity opens the source again, and has not listed it itself.</summary>
    [LanesFact]
    public async Task Files_are_hashed_as_they_were_listed_by_another_who_opened_the_source()
    {
        Random random = new(1);
        Dictionary<string, byte[]> bytes = [];
        for (int i = 0; i < 70; i++)
        {
            byte[] content = new byte[random.Next(5000)];
            random.NextBytes(content);
            bytes[$"d{i % 3}/{i:D2}"] = content;
            Directory.CreateDirectory(_folder[$"d{i % 3}"]);
            await File.WriteAllBytesAsync(_folder[$"d{i % 3}/{i:D2}"], content);
        }

        StorageFile[] files;
        using (LocalSource listing = LocalSource.Open(_folder.Path))
        {
            files = [.. (await listing.ListAllAsync("", recursive: true)).Select(entry => entry.File).OfType<StorageFile>()];
        }

        await File.AppendAllTextAsync(_folder["d1/01"], "more");
        File.Delete(_folder["d2/02"]);
        using LocalSource source = LocalSource.Open(_folder.Path);
        Assert.True(SmallContents.CanTake(source, DigestAlgorithm.Sha512, []));
        Assert.False(SmallContents.CanTake(source, DigestAlgorithm.Sha512, [DigestAlgorithm.Md5]));
        Dictionary<int, byte[]> taken = [];
        StagingResult?[] results = await _contents.TakeAsync(source, DigestAlgorithm.Sha512, files, async (number, hashed, content) =>
        {
            using MemoryStream copy = new();
            await content.CopyToAsync(copy);
            taken[number] = copy.ToArray();
            return hashed;
        });

        Assert.Equal(70, files.Length);
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i].Path is "d1/01" or "d2/02")
            {
                Assert.Null(results[i]);
                continue;
            }

            byte[] content = bytes[files[i].Path];
            Assert.Equal(content, taken[i]);
            Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(content)), results[i]!.Digest);
            Assert.Equal(new StagedContent(files[i].Path, files[i].Length, files[i].ETag, InSource: true), results[i]!.Content);
        }
    }

    [Theory]
    [InlineData(31, 1 << 30, true)]
    [InlineData(8, (2 << 20) - SmallContents.BytesOfSmallest - 32, true)]
    [InlineData(7, 1 << 30, false)]
    [InlineData(31, (2 << 20) - SmallContents.BytesOfSmallest - 33, false)]
    [InlineData(32, 0, true)]
    public void Few_files_are_no_group(int count, long length, bool isGroup) => Assert.Equal(isGroup, SmallContents.IsGroup(count, length));

    [Fact]
    public void Only_a_folder_is_read_so() =>
        Assert.False(SmallContents.CanTake(new MemoryStorage(), DigestAlgorithm.Sha512, []));
}
