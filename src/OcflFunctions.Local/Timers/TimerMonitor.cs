using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace OcflFunctions.Local.Timers;

/// <summary>Records on disk when each timer last fired and fires next, so that a restart detects missed occurrences.</summary>
/// <param name="path">The file. Its folder exists.</param>
/// <param name="logger">Where a file that cannot be read is reported.</param>
internal sealed partial class TimerMonitor(string path, ILogger<TimerMonitor> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Dictionary<string, ScheduleStatus>? _statuses;

    /// <summary>The recorded status of a function's timer; null if it has never fired.</summary>
    public async Task<ScheduleStatus?> ReadAsync(string function, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return (await LoadAsync(cancellation)).GetValueOrDefault(function);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Records the status of a function's timer.</summary>
    public async Task WriteAsync(string function, ScheduleStatus status, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            Dictionary<string, ScheduleStatus> statuses = await LoadAsync(cancellation);
            statuses[function] = status;
            await SaveAsync(statuses, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Dictionary<string, ScheduleStatus>> LoadAsync(CancellationToken cancellation)
    {
        if (_statuses is null)
        {
            try
            {
                await using FileStream file = File.OpenRead(path);
                _statuses = await JsonSerializer.DeserializeAsync(file, TimerJson.Default.DictionaryStringScheduleStatus, cancellation);
            }
            catch (FileNotFoundException)
            {
                // The first start.
            }
            catch (JsonException failure)
            {
                LogUnreadable(failure, path);
            }
        }

        return _statuses ??= [];
    }

    private async Task SaveAsync(Dictionary<string, ScheduleStatus> statuses, CancellationToken cancellation)
    {
        string temporary = path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (FileStream file = new(temporary, options))
        {
            await JsonSerializer.SerializeAsync(file, statuses, TimerJson.Default.DictionaryStringScheduleStatus, cancellation);
        }

        File.Move(temporary, path, overwrite: true);
    }

    [LoggerMessage(2101, LogLevel.Warning, "The timers' file {Path} cannot be read and is replaced.")]
    private partial void LogUnreadable(Exception failure, string path);
}
