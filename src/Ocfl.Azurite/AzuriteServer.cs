using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ocfl.Azurite;

/// <summary>
/// A running Azurite: blobs, queues and tables on 127.0.0.1. Dispose it to stop it; it also stops when this process ends for any reason.
/// </summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    /// <summary>Azurite's account.</summary>
    public const string AccountName = "devstoreaccount1";

    /// <summary>The key of that account: published, the same everywhere, not a secret.</summary>
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string FolderVariable = "AZURITE_FOLDER";
    private const int LinesKept = 50;

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Uri> _addresses = new(StringComparer.Ordinal);

    private AzuriteServer(Process process) => _process = process;

    /// <summary>The blob service with the account, such as <c>http://127.0.0.1:10000/devstoreaccount1</c>.</summary>
    public Uri BlobEndpoint => GetEndpoint("Blob");

    /// <summary>The queue service with the account.</summary>
    public Uri QueueEndpoint => GetEndpoint("Queue");

    /// <summary>The table service with the account.</summary>
    public Uri TableEndpoint => GetEndpoint("Table");

    /// <summary>The connection string of all three services, also for <c>AzureWebJobsStorage</c>.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol={BlobEndpoint.Scheme};AccountName={AccountName};AccountKey={AccountKey};BlobEndpoint={BlobEndpoint};QueueEndpoint={QueueEndpoint};TableEndpoint={TableEndpoint};";

    /// <summary>The id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Installs Azurite if needed, starts it, and waits until it listens.</summary>
    /// <exception cref="AzuriteException">It cannot be installed or started; the message says what to do.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        AzuriteServer server = new(await StartProcessAsync(options, cancellationToken).ConfigureAwait(false));
        try
        {
            await server.WaitUntilListeningAsync(options.StartWithin, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (Exception)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                // It exits when its input ends, and is killed if it does not.
                _process.StandardInput.Close();
                using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
                await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static async Task<Process> StartProcessAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        const string Name = "Azurite, the Azure Storage emulator";
        try
        {
            NodePackages packages = (options.Folder ?? Environment.GetEnvironmentVariable(FolderVariable)) is { } folder
                ? new(folder, Name)
                : NodePackages.OfUser(Path.Combine(AppContext.BaseDirectory, "azurite"), Name);
            await packages.InstallAsync(options.InstallWithin, options.Report, cancellationToken).ConfigureAwait(false);
            return packages.Start(Describe(packages.Folder, options));
        }
        catch (NodeException failure)
        {
            throw new AzuriteException(
                $"{failure.Message} Another copy of Azurite can be named in the environment variable {FolderVariable}.", failure);
        }
    }

    private static ProcessStartInfo Describe(string folder, AzuriteOptions options)
    {
        const string Host = "127.0.0.1";
        ProcessStartInfo start = new(options.Node)
        {
            WorkingDirectory = options.DataFolder is { } data ? Directory.CreateDirectory(data).FullName : folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(folder, "start.js"), "--silent", "--skipApiVersionCheck", "--disableTelemetry" },
        };
        foreach ((string service, int port) in new[]
        {
            ("blob", options.BlobPort),
            ("queue", options.QueuePort),
            ("table", options.TablePort),
        })
        {
            Add($"--{service}Host", Host);
            Add($"--{service}Port", port.ToString(CultureInfo.InvariantCulture));
        }

        if (options.Https is { } https)
        {
            Add("--cert", https.CertificateFile);
            Add("--key", https.KeyFile);
            Add("--oauth", "basic");
        }

        if (options.DataFolder is null)
        {
            start.ArgumentList.Add("--inMemoryPersistence");
        }
        else
        {
            Add("--location", start.WorkingDirectory);
        }

        return start;

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }
    }

    private async Task WaitUntilListeningAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _listening.TrySetException(new AzuriteException("Azurite exited before it listened."));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await _listening.Task.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is TimeoutException or AzuriteException)
        {
            if (_process.HasExited)
            {
                // Then this waits for the rest of its output.
                await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }

            throw new AzuriteException($"Azurite does not listen. Its last output:\n{GetLastLines()}", fault);
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept)
            {
                _lastLines.Dequeue();
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                _addresses[match.Groups["service"].Value] = new Uri(match.Groups["address"].Value);
                if (_addresses.Count == 3)
                {
                    _listening.TrySetResult();
                }
            }
        }
    }

    private string GetLastLines()
    {
        lock (_lastLines)
        {
            return string.Join('\n', _lastLines);
        }
    }

    private Uri GetEndpoint(string service) => new(_addresses[service], AccountName);

    [GeneratedRegex(
        @"^Azurite (?<service>Blob|Queue|Table) service (?:is successfully listening at|successfully listens on) (?<address>http\S+)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Listening();
}
