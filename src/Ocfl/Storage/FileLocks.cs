using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ocfl.Storage;

/// <summary>
/// Exclusive locks by name, among the tasks of this process and among processes. A lock is a file, held open; whoever dies lets
/// go. Names share a bounded number of files, which stay.
/// </summary>
internal sealed class FileLocks(string folder)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<byte, SemaphoreSlim> _gates = new();

    public async Task<IAsyncDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        byte bucket = SHA256.HashData(Encoding.UTF8.GetBytes(name))[0];
        SemaphoreSlim gate = _gates.GetOrAdd(bucket, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string path = Path.Combine(folder, bucket.ToString("x2", CultureInfo.InvariantCulture));
            return new Held(await OpenAsync(path, cancellationToken).ConfigureAwait(false), gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    private async Task<FileStream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        TimeSpan delay = FirstDelay;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (Exception failure) when (failure is DirectoryNotFoundException or FileNotFoundException)
            {
                // "File not found" where somebody makes the folder between our attempt and the runtime's look at what was missing.
                Directory.CreateDirectory(folder);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process holds it. There is no way to be told when it lets go.
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
    }

    private sealed class Held(FileStream file, SemaphoreSlim gate) : IAsyncDisposable
    {
        private int _released;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                await file.DisposeAsync().ConfigureAwait(false);
                gate.Release();
            }
        }
    }
}
