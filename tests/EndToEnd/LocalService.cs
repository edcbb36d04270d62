using System.Diagnostics;
using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>The local host as a process of its own, with a place of its own: it can be killed, and started again.</summary>
public sealed class LocalService : IService
{
    private const string Announcement = "Listening on ";
    private const string KeySetting = "--Ocfl:Http:ApiKey=";

    private readonly ServicePlace _place;
    private readonly StringBuilder _log = new();
    private readonly string[] _settings;
    private readonly long? _mostHeapBytes;
    private Process? _process;

    private LocalService(ServicePlace place, string[] settings, long? mostHeapBytes)
    {
        _place = place;
        _settings = settings;
        _mostHeapBytes = mostHeapBytes;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public string? Key => Array.Find(_settings, static setting => setting.StartsWith(KeySetting, StringComparison.Ordinal))
        ?[KeySetting.Length..];

    public string Sources => _place.Folder["incoming"];

    public BlobContainerClient? Incoming => _place.Incoming;

    public IStorage Root => _place.Root;

    /// <summary>The container of the storage root; null if it is a folder.</summary>
    public BlobContainerClient? RootContainer => _place.RootContainer;

    public IStorage Work => _place.Work;

    /// <summary>The data folder.</summary>
    public string Data => _place.Folder.Path;

    /// <summary>The id of the process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether there is a process.</summary>
    public bool IsRunning => _process is { HasExited: false };

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>A service that listens.</summary>
    /// <param name="storage">What it is on.</param>
    /// <param name="settings">Further settings, such as <c>--Ocfl:Updates:Window=4</c>.</param>
    public static Task<LocalService> StartAsync(ServiceStorage storage, params string[] settings) =>
        StartAsync(storage, settings, mostHeapBytes: null);

    /// <summary>A service that listens, whose managed heap is limited.</summary>
    /// <param name="storage">What it is on.</param>
    /// <param name="mostHeapBytes">With more objects in use, it runs out of memory.</param>
    public static Task<LocalService> StartLimitedAsync(ServiceStorage storage, long mostHeapBytes) =>
        StartAsync(storage, [], mostHeapBytes);

    private static async Task<LocalService> StartAsync(ServiceStorage storage, string[] settings, long? mostHeapBytes)
    {
        LocalService service = new(await ServicePlace.CreateAsync(storage), settings, mostHeapBytes);
        await service.RestartAsync();
        return service;
    }

    /// <summary>Starts the process again with the same data.</summary>
    /// <param name="others">Settings that are other ones than before.</param>
    public async Task RestartAsync(params string[] others)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? host
            : "dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _place.Folder.Path,
        };
        string program = Path.Combine(AppContext.BaseDirectory, "OcflFunctions.Local.dll");
        foreach (string argument in (string[])[
            program,
            "--data",
            _place.Folder.Path,
            "--urls",
            "http://127.0.0.1:0",
            .. _place.Settings,
            .. _settings,
            .. others,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        // It ends before what it measures of its code pays off.
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (_mostHeapBytes is { } most)
        {
            start.Environment["DOTNET_gcServer"] = "0";
            start.Environment["DOTNET_GCHeapHardLimit"] = most.ToString("x", CultureInfo.InvariantCulture);
        }

        TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Note(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Note(line.Data, listening);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The service ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        try
        {
            Address = await listening.Task.WaitAsync(Deadline.Default);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}{Environment.NewLine}{Log}", failure);
        }
    }

    /// <summary>Ends the process at once, without a word to it (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _place.DisposeAsync();
    }

    private void Note(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(CultureInfo.InvariantCulture, $"{line}");
        }

        if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            listening.TrySetResult(new Uri(line[Announcement.Length..]));
        }
    }
}
