namespace Ocfl.Cli;

/// <summary>A file of text that an option names and that is read as a whole. It may be a pipe.</summary>
internal static class InputFile
{
    /// <summary>Its text in UTF-8, without the byte order mark that some editors write.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="file">The file, or <c>-</c> for the standard input.</param>
    /// <param name="mebibytes">How long it may be.</param>
    /// <param name="terminal">Has the standard input.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">It does not exist, cannot be read, or is too long, such as a device without end.</exception>
    public static async Task<ArraySegment<byte>> ReadTextAsync(
        string option, string file, int mebibytes, Terminal terminal, CancellationToken cancellationToken) =>
        file == Commands.SourceRequest.StandardInput
            ? WithoutMark(await ReadAsync(option, file, terminal.Input, mebibytes, cancellationToken).ConfigureAwait(false))
            : await ReadTextAsync(option, file, mebibytes, cancellationToken).ConfigureAwait(false);

    /// <summary>The same, of an option that does not take the standard input.</summary>
    /// <exception cref="ToolException">It does not exist, cannot be read, or is too long, such as a device without end.</exception>
    public static async Task<ArraySegment<byte>> ReadTextAsync(
        string option, string file, int mebibytes, CancellationToken cancellationToken)
    {
        FileStream stream = Open(option, file);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return WithoutMark(await ReadAsync(option, file, stream, mebibytes, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(option, file, exception);
            }
        }
    }

    /// <summary>Opens it. Other programs may write to it meanwhile.</summary>
    /// <exception cref="ToolException">It does not exist, or cannot be read.</exception>
    public static FileStream Open(string option, string file)
    {
        if (!File.Exists(file))
        {
            throw new ToolException(option, file, Directory.Exists(file) ? "must be a file, and is a folder" : "there is no such file");
        }

        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(option, file, exception);
        }
    }

    private static ToolException Unreadable(string option, string file, Exception exception) =>
        new(option, file, "cannot be read: " + exception.Message.TrimEnd('.'));

    private static ArraySegment<byte> WithoutMark(byte[] content)
    {
        ReadOnlySpan<byte> mark = "\uFEFF"u8;
        return content.AsSpan().StartsWith(mark) ? new ArraySegment<byte>(content)[mark.Length..] : content;
    }

    private static async Task<byte[]> ReadAsync(
        string option, string name, Stream content, int mebibytes, CancellationToken cancellationToken) =>
        await ReadAsync(content, (long)mebibytes << 20, cancellationToken).ConfigureAwait(false)
            ?? throw new ToolException(option, name, $"is longer than {mebibytes} MiB");

    /// <returns>Null if it is longer than that.</returns>
    private static async Task<byte[]?> ReadAsync(Stream stream, long most, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (content.Length + read > most)
            {
                return null;
            }

            content.Write(buffer.AsSpan(0, read));
        }

        return content.ToArray();
    }
}
