using System.Text.Json;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;

namespace OcflFunctions.Validations;

/// <summary>
/// Counts what an activity reads of content, and writes it to the work area every few seconds while it runs, where the service finds it for
/// the progress of the validation. If it cannot be written, only the progress stands still.
/// </summary>
internal sealed class ContentMeter : IAsyncDisposable
{
    private readonly IStorage _storage;
    private readonly string _path;
    private readonly PeriodicTimer _timer;
    private readonly Task _writing;
    private long _files;
    private long _bytes;

    public ContentMeter(IStorage storage, string path, TimeProvider time, TimeSpan interval)
    {
        _storage = storage;
        _path = path;
        _timer = new PeriodicTimer(interval, time);
        _writing = WriteNowAndThenAsync();
    }

    /// <summary>What was read so far.</summary>
    public ValidationCounts Counts => new() { Files = Volatile.Read(ref _files), Bytes = Volatile.Read(ref _bytes) };

    /// <summary>Adds what was read. May be called from several threads.</summary>
    public void Add(ContentRead read)
    {
        Interlocked.Add(ref _files, read.Files);
        Interlocked.Add(ref _bytes, read.Bytes);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _writing;
    }

    private async Task WriteNowAndThenAsync()
    {
        ReadContent last = new(0, 0);
        while (await _timer.WaitForNextTickAsync())
        {
            ReadContent now = new(Volatile.Read(ref _files), Volatile.Read(ref _bytes));
            if (now != last && await TryWriteAsync(now))
            {
                last = now;
            }
        }
    }

    private async Task<bool> TryWriteAsync(ReadContent now)
    {
        try
        {
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(now, ValidationWorkJson.Default.ReadContent);
            using MemoryStream content = new(bytes, writable: false);
            await _storage.WriteAsync(_path, content, new StorageWriteOptions { Length = bytes.Length }, CancellationToken.None);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }
}

/// <summary>What a part of a validation that runs has read of content.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">How many bytes.</param>
internal sealed record ReadContent(long Files, long Bytes);
