using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ocfl.Testing;

namespace Benchmarks;

/// <summary>A server that the benchmark runs and ends: the local host, or nginx.</summary>
internal sealed class TransferProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string? _stop;

    private TransferProcess(Process process, Uri address, string? stop = null)
    {
        _process = process;
        _stop = stop;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The processor time of it and its children that run, in seconds.</summary>
    public double ProcessorSeconds => Family().Sum(id => ProcessorTimeOf(id));

    /// <summary>The most memory that it had, in bytes.</summary>
    public long PeakBytes => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .AsSpan(6).TrimEnd("kB ").Trim(),
        CultureInfo.InvariantCulture) << 10;

    /// <summary>How many bytes it has read and written by now.</summary>
    public ProcessBytes TransferredBytes => ProcessBytes.Of(_process.Id);

    /// <summary>Stops the process without an end, so that it transfers nothing more. It can only be killed then.</summary>
    /// <returns>How many bytes it has read and written.</returns>
    public Task<ProcessBytes> StopAndMeasureAsync() => ProcessBytes.StopAsync(_process.Id);

    /// <summary>Starts the local host with a data folder.</summary>
    public static async Task<TransferProcess> StartServiceAsync(string data, params string[] settings)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "OcflFunctions.Local.dll"),
                "--data",
                data,
                "--urls",
                "http://127.0.0.1:0",
                .. settings,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Announcement, StringComparison.Ordinal) == true)
            {
                listening.TrySetResult(new Uri(line.Data[Announcement.Length..]));
            }
        };
        process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is null ? "" : line.Data + Environment.NewLine);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The service ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new TransferProcess(process, await listening.Task.WaitAsync(StartTime));
    }

    /// <summary>Starts nginx on a folder: it serves files, and takes them by <c>PUT</c> below <c>/dav/</c>.</summary>
    /// <returns>Null if there is no nginx on this machine.</returns>
    public static async Task<TransferProcess?> StartNginxAsync(string folder, CancellationToken cancellationToken)
    {
        string? program = ((string[])["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]).FirstOrDefault(File.Exists);
        if (program is null)
        {
            return null;
        }

        int port;
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Directory.CreateDirectory(Path.Combine(folder, "www", "dav"));
        string settings = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes auto;
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log stderr;
            events { worker_connections 256; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              client_max_body_size 0;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                root {{folder}}/www;
                location /dav/ { dav_methods PUT DELETE; create_full_put_path on; }
              }
            }
            """), cancellationToken);
        Process process = Process.Start(new ProcessStartInfo(program, ["-e", "stderr", "-p", folder, "-c", settings]))!;
        TransferProcess nginx = new(process, new Uri($"http://127.0.0.1:{port}/"), Path.Combine(folder, "nginx.pid"));
        long began = Stopwatch.GetTimestamp();
        while (!File.Exists(Path.Combine(folder, "nginx.pid")))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > StartTime)
            {
                throw new InvalidOperationException("nginx did not start.");
            }

            await Task.Delay(20, cancellationToken);
        }

        return nginx;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The master process of nginx ends its workers itself, if it is asked to.
        if (_stop is not null)
        {
            using Process stop = Process.Start("kill", ["-QUIT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
        }
        else
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private IEnumerable<int> Family() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id == _process.Id || (id > 0 && FieldsOf(id) is { } fields && fields[1] == StringOf(_process.Id)));

    private static double ProcessorTimeOf(int id) => FieldsOf(id) is { } fields
        ? (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond
        : 0;

    // The fields of proc(5) after the name in brackets: state, parent, and so on.
    private static string[]? FieldsOf(int id)
    {
        try
        {
            string line = File.ReadAllText($"/proc/{id}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string StringOf(int id) => id.ToString(CultureInfo.InvariantCulture);
}
