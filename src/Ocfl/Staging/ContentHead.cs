using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>Distinguishes files that may be equal from those that cannot be, without reading them whole.</summary>
internal static class ContentHead
{
    private const int Size = 64 * 1024;

    /// <summary>A text that equal files share: of their length and their first bytes.</summary>
    /// <param name="source">Where the file is.</param>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageFileNotFoundException">The file is gone.</exception>
    /// <exception cref="StorageConditionException">The file has changed.</exception>
    public static async Task<string> DescribeAsync(IStorage source, StorageFile file, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Size);
        try
        {
            StorageReader reader = await source.OpenReadAsync(
                file.Path, new StorageReadOptions { IfMatch = file.ETag, Length = Size }, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                int length = await reader.Content.ReadAtLeastAsync(
                    buffer.AsMemory(0, Size), Size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return string.Create(
                    CultureInfo.InvariantCulture, $"{file.Length:x}-{Convert.ToHexString(SHA256.HashData(buffer.AsSpan(0, length)))}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
