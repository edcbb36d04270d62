namespace Ocfl.Cli;

/// <summary>A file that an option names and that is read as a whole. It may be a pipe.</summary>
internal static class InputFile
{
    /// <summary>Its bytes.</summary>
    /// <exception cref="ToolException">It does not exist, cannot be read, or is too long, such as a device without end.</exception>
    public static async Task<byte[]> ReadAsync(string option, string file, int mebibytes, CancellationToken cancellationToken)
    {
        FileStream stream = Open(option, file);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return await ReadAsync(option, file, stream, mebibytes, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The bytes of a stream.</summary>
    /// <exception cref="ToolException">It is too long.</exception>
    public static async Task<byte[]> ReadAsync(
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
