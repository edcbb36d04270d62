using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>The local host as a process of its own, with a folder of its own: it can be killed, and started again.</summary>
public sealed class LocalService : IService
{
    private const string Announcement = "Listening on ";

    private readonly ScratchFolder _folder = new();
    private readonly StringBuilder _log = new();
    private readonly string[] _settings;
    private Process? _process;

    private LocalService(string[] settings) => _settings = settings;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public string? Key => null;

    public string Sources => _folder["incoming"];

    public IStorage? Root => new LocalStorage(new LocalStorageOptions { Path = RootFolder });

    /// <summary>The storage root's folder.</summary>
    public string RootFolder => _folder["root"];

    /// <summary>The folder of all its data.</summary>
    public string Data => _folder.Path;

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
    /// <param name="settings">Further settings, such as <c>--Ocfl:Updates:Window=4</c>.</param>
    public static async Task<LocalService> StartAsync(params string[] settings)
    {
        LocalService service = new(settings);
        await service.RestartAsync();
        return service;
    }

    /// <summary>Starts the process again with the same data.</summary>
    public async Task RestartAsync()
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
        };
        string program = Path.Combine(AppContext.BaseDirectory, "OcflFunctions.Local.dll");
        foreach (string argument in (string[])[program, "--data", _folder.Path, "--urls", "http://127.0.0.1:0", .. _settings])
        {
            start.ArgumentList.Add(argument);
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

    public Task<IReadOnlyList<string>> FindLeftoversAsync(string updateId) => Leftovers.FindAsync(
        this, updateId, new LocalStorage(new LocalStorageOptions { Path = _folder["work"] }), RootFolder + ".pending");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
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
