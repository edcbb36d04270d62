using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>A version cannot be exported to a folder.</summary>
/// <param name="path">The file or folder it is about.</param>
/// <param name="rule">What is wrong, as the end of a sentence that starts with the path.</param>
/// <param name="innerException">The cause; null when there is none.</param>
public sealed class ExportException(
    string path, string rule, Exception? innerException = null) : OcflException($"'{path}' {rule}.", innerException)
{
    /// <summary>The file or folder it is about.</summary>
    public string Path { get; } = path;

    /// <summary>A file or folder that the file system refuses.</summary>
    internal static ExportException CannotWrite(string folder, string path, Exception failure) =>
        LocalRename.IsRefusalOfName(failure) || failure is FileNotFoundException or DirectoryNotFoundException
            ? new ExportException(path, $"cannot be in '{folder}': its file system refuses a name in it", failure)
            : new ExportException(path, $"cannot be written to '{folder}': {failure.Message.TrimEnd('.')}", failure);
}
