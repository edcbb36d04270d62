using System.Text.Json;

namespace OcflFunctions.Keys;

/// <summary>
/// The file of named keys, which only the user who creates it can read. It is replaced as a whole, so that a reader never sees half of it.
/// </summary>
/// <param name="path">The full path of the file. Its folder must exist before a key is added.</param>
public sealed class KeyFile(string path)
{
    private const int DigestDigits = 64;
    private static readonly TimeSpan MostTimeToLock = TimeSpan.FromSeconds(10);

    /// <summary>The full path of the file.</summary>
    public string FilePath => path;

    /// <summary>The keys.</summary>
    /// <returns>Null if there is no file.</returns>
    /// <exception cref="InvalidDataException">It is not a file of keys.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<NamedKey>? Read()
    {
        try
        {
            KeyFileContent content = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.KeyFileContent)
                ?? throw new JsonException("it is null");
            return content.Keys.All(key => key.Sha256.Length == DigestDigits && key.Sha256.All(char.IsAsciiHexDigitLower))
                ? content.Keys
                : throw new JsonException("a sha256 has not 64 hexadecimal digits");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The file of keys '{path}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Adds a new key. Two changes at once follow each other.</summary>
    /// <param name="name">Its name (<see cref="NamedKey.NameRule"/>).</param>
    /// <param name="role">What its holder may do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The key, which the file does not have; null if there is a key of this name already.</returns>
    /// <exception cref="InvalidDataException">It is not a file of keys.</exception>
    /// <exception cref="IOException">It cannot be written, or another program holds it.</exception>
    public async Task<string?> AddAsync(string name, CallerRole role, TimeProvider time, CancellationToken cancellationToken = default)
    {
        (string key, NamedKey stored) = NamedKey.Create(name, role, time);
        bool isAdded = await ChangeAsync(
            keys => keys.Any(other => other.IsNamed(name)) ? null : [.. keys, stored], time, cancellationToken).ConfigureAwait(false);
        return isAdded ? key : null;
    }

    /// <summary>Removes a key. Two changes at once follow each other.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether there was one of this name.</returns>
    /// <exception cref="InvalidDataException">It is not a file of keys.</exception>
    /// <exception cref="IOException">It cannot be written, or another program holds it.</exception>
    public async Task<bool> RemoveAsync(string name, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        return File.Exists(path) && await ChangeAsync(
            keys => keys.Any(key => key.IsNamed(name)) ? [.. keys.Where(key => !key.IsNamed(name))] : null,
            time,
            cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Whether the file was written: not if the change is null.</returns>
    private async Task<bool> ChangeAsync(
        Func<IReadOnlyList<NamedKey>, IReadOnlyList<NamedKey>?> change, TimeProvider time, CancellationToken cancellationToken)
    {
        FileStream gate = await LockAsync(time, cancellationToken).ConfigureAwait(false);
        await using (gate.ConfigureAwait(false))
        {
            if (change(Read() ?? []) is not { } keys)
            {
                return false;
            }

            string next = path + ".new";
            FileStream file = new(next, PrivateFile(FileMode.Create));
            await using (file.ConfigureAwait(false))
            {
                await JsonSerializer.SerializeAsync(
                    file, new KeyFileContent(keys), KeyFileJson.Default.KeyFileContent, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(next, path, overwrite: true);
            return true;
        }
    }

    private async Task<FileStream> LockAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", PrivateFile(FileMode.OpenOrCreate));
            }
            catch (IOException held) when (held is not DirectoryNotFoundException && time.GetElapsedTime(began) < MostTimeToLock)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static FileStreamOptions PrivateFile(FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
