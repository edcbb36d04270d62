using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Objects;

/// <summary>A small file that changes between its listing and its end is not taken.</summary>
public sealed class ContentInMemoryTests
{
    [Theory]
    [InlineData("12345678901")]
    [InlineData("123456789")]
    [InlineData("")]
    public async Task A_file_of_another_length_than_listed_has_changed(string read)
    {
        MemoryStorage inner = new();
        await inner.PutAsync("file", "1234567890");
        StorageFile listed = (await inner.GetFileAsync("file"))!;

        StorageConditionException refusal = await Assert.ThrowsAsync<StorageConditionException>(() => ContentInMemory.ReadAsync(
            new OtherContent(inner, read),
            listed,
            DigestAlgorithm.Sha512,
            [],
            (_, _) => throw new InvalidOperationException("It was taken.")));

        Assert.Equal("file", refusal.Path);
    }

    /// <summary>What is read is not what was opened.</summary>
    private sealed class OtherContent(IStorage inner, string content) : ForwardingStorage(inner)
    {
        public override async Task<StorageReader> OpenReadAsync(
            string file, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            await using StorageReader opened = await base.OpenReadAsync(file, options, cancellationToken);
            return new StorageReader(opened.File, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)));
        }
    }
}
