using System.Text.Json;
using OcflFunctions.Local.Files;

namespace OcflFunctions.Local.Http;

/// <summary>The file of named keys. It is replaced as a whole, so that a reader never sees half of it.</summary>
/// <param name="path">The file.</param>
internal sealed class KeyFile(string path)
{
    private const int DigestDigits = 64;
    private static readonly TimeSpan MostTimeToLock = TimeSpan.FromSeconds(10);

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

    /// <summary>Changes the keys. Two changes at once follow each other.</summary>
    /// <param name="change">Makes the new keys from the present ones.</param>
    /// <param name="time">The clock, for the wait.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="IOException">It cannot be written, or another program holds it.</exception>
    public async Task ChangeAsync(
        Func<IReadOnlyList<NamedKey>, IReadOnlyList<NamedKey>> change, TimeProvider time, CancellationToken cancellationToken)
    {
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        await using FileStream gate = await LockAsync(time, cancellationToken);
        KeyFileContent content = new([.. change(Read() ?? [])]);
        string next = path + ".new";
        await using (FileStream file = new(next, PrivateFile(FileMode.Create)))
        {
            await JsonSerializer.SerializeAsync(file, content, KeyFileJson.Default.KeyFileContent, cancellationToken);
            await file.FlushAsync(cancellationToken);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        File.Move(next, path, overwrite: true);
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
            catch (IOException) when (time.GetElapsedTime(began) < MostTimeToLock)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
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
