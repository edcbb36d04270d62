using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Ocfl.Testing;
using OcflFunctions.Keys;
using OcflFunctions.Local.Hosting;
using OcflFunctions.Local.Http;
using OcflFunctions.Local.Tests.Hosting;

namespace OcflFunctions.Local.Tests.Access;

/// <summary>The app itself on the local host, with named keys, and what it logs.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LoggedLines _log = new();
    private LocalApplication _application = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Data => _folder.Path;

    /// <summary>The audit log.</summary>
    public IReadOnlyList<string> Audit => _log.Of(1104, 1105);

    /// <summary>How often an event was logged.</summary>
    public int CountOf(int eventId) => _log.Of(eventId).Count;

    /// <summary>Starts the service.</summary>
    /// <param name="keys">The names of keys, each with a role of the same name.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<(AccessHost Host, Dictionary<string, string> Keys)> StartAsync(CallerRole[] keys, params string[] settings)
    {
        AccessHost host = new();
        Dictionary<string, string> made = new(StringComparer.Ordinal);
        foreach (CallerRole role in keys)
        {
            made.Add(role.ToString(), await host.AddKeyAsync(role.ToString(), role));
        }

        CommandLine line = CommandLine.Parse(["--data", host.Data, "--Logging:Console:LogLevel:Default=None", .. settings]);
        (host._application, _) = LocalService.Build(line, "http://127.0.0.1:0", builder => builder.Logging.AddProvider(host._log));
        await host._application.StartAsync();
        host.Http = new HttpClient { BaseAddress = host._application.Address, Timeout = RunningHost.Deadline };
        return (host, made);
    }

    /// <summary>Adds a key by the command.</summary>
    public async Task<string> AddKeyAsync(string name, CallerRole role) => (await KeysAsync("add", name, "--role", role.ToString())).Trim();

    /// <summary>Runs <c>keys</c>.</summary>
    /// <returns>What it prints.</returns>
    public async Task<string> KeysAsync(params string[] args)
    {
        await using StringWriter output = new();
        await KeysCommand.Parse([.. args, "--data", Data]).RunAsync(output, TimeProvider.System, CancellationToken.None);
        return output.ToString();
    }

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? key = null, string? token = null, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Parse(method), path) { Content = content };
        if (key is not null)
        {
            request.Headers.Add(ApiKey.Header, key);
        }

        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
        _folder.Dispose();
        _log.Dispose();
    }

    private sealed class LoggedLines : ILoggerProvider, ILogger
    {
        private readonly Lock _gate = new();
        private readonly List<(int Id, string Line)> _lines = [];

        public IReadOnlyList<string> Of(params int[] ids)
        {
            lock (_gate)
            {
                return [.. _lines.Where(line => ids.Contains(line.Id)).Select(line => line.Line)];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _lines.Add((eventId.Id, formatter(state, exception)));
            }
        }

        public void Dispose()
        {
        }
    }
}
