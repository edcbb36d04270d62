namespace Ocfl.Storage;

/// <summary>Turns the exceptions of the local file system into those of this library.</summary>
/// <param name="location">The storage's folder, for messages.</param>
internal sealed class LocalFailures(string location)
{
    /// <summary>Runs an operation on a path.</summary>
    /// <exception cref="StorageFileNotFoundException">The path, or a directory above it, does not exist.</exception>
    /// <exception cref="StorageException">The file system failed.</exception>
    public async Task<T> GuardAsync<T>(string path, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfFileSystem(failure))
        {
            throw Explain(path, failure);
        }
    }

    /// <summary>Whether an exception is one of the file system.</summary>
    public static bool IsOfFileSystem(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>The exception of this library for one of the file system.</summary>
    public StorageException Explain(string path, Exception failure) => failure is FileNotFoundException or DirectoryNotFoundException
        ? new StorageFileNotFoundException(path, location, failure)
        : At(path, failure);

    /// <summary>Runs an operation on a path whose failure is a result, too.</summary>
    /// <returns>The failure; null if there was none.</returns>
    public StorageException? Try<T>(string path, Func<T> action, out T? result)
    {
        try
        {
            result = action();
            return null;
        }
        catch (Exception failure) when (IsOfFileSystem(failure))
        {
            result = default;
            return At(path, failure);
        }
    }

    /// <summary>The exception for a failure at a path.</summary>
    public StorageException At(string path, Exception failure) => new($"'{path}' in {location}: {failure.Message}", failure);
}
