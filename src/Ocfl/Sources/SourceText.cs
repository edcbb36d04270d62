using System.Runtime.CompilerServices;
using System.Text;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>Reads the lines of text files in a source: manifests, and what else a bag has.</summary>
internal static class SourceText
{
    private const char ByteOrderMark = '\uFEFF';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the lines of a file in the state in which it was listed.</summary>
    /// <param name="source">The source.</param>
    /// <param name="file">The file.</param>
    /// <param name="mostBytes">How long it may be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">It is too long, or not UTF-8.</exception>
    /// <exception cref="ContentMismatchException">It has changed.</exception>
    public static async IAsyncEnumerable<string> ReadLinesAsync(
        IStorage source, StorageFile file, long mostBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (file.Length > mostBytes)
        {
            throw new InvalidUpdateException(FormattableString.Invariant(
                $"'{file.Path}' in the source has {file.Length} bytes; it may have {mostBytes}."));
        }

        StorageReader reader = await OpenAsync(source, file, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await foreach (string line in ReadLinesAsync(
                reader.Content, $"'{file.Path}' in the source", cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
    }

    /// <summary>Reads the lines of a text.</summary>
    /// <param name="content">The text, in UTF-8. It stays open.</param>
    /// <param name="name">What it is called in messages, such as <c>'bag-info.txt' in the source</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">It is not UTF-8.</exception>
    public static async IAsyncEnumerable<string> ReadLinesAsync(
        Stream content, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader text = new(content, Utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        bool isFirst = true;
        while (await ReadLineAsync(text, name, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return isFirst ? line.TrimStart(ByteOrderMark) : line;
            isFirst = false;
        }
    }

    /// <summary>Whether a file starts with a byte order mark.</summary>
    public static async Task<bool> HasByteOrderMarkAsync(IStorage source, StorageFile file, CancellationToken cancellationToken)
    {
        StorageReader reader = await OpenAsync(source, file, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            byte[] first = new byte[3];
            int length = await reader.Content.ReadAtLeastAsync(
                first, first.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length == first.Length && first.AsSpan().SequenceEqual(Encoding.UTF8.Preamble);
        }
    }

    private static async Task<StorageReader> OpenAsync(IStorage source, StorageFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenReadAsync(
                file.Path, new StorageReadOptions { IfMatch = file.ETag }, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException changed)
        {
            throw new ContentMismatchException($"'{file.Path}' in the source was changed while it was read.", changed);
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader text, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await text.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidUpdateException($"{name} is not UTF-8, which is the only encoding that is read here.", fault);
        }
    }
}
