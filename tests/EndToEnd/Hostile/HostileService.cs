using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using DurableTask.Sqlite;
using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Local.Hosting;

namespace EndToEnd.Hostile;

/// <summary>
/// The service as two processes behind one address would have it: two hosts with services and caches of their own on one storage root,
/// one work area and one task hub. Activities are delivered to either, requests go to either, and the durable engine disturbs its
/// deliveries as backends do that deliver at least once.
/// </summary>
internal sealed class HostileService : IService
{
    private readonly ServicePlace _place;
    private readonly NotedLogs _logs = new();
    private readonly int _seed;
    private readonly Disturber _disturber;
    private readonly LocalApplication[] _hosts;
    private int _requests;
    private int _deliveries;

    private HostileService(ServicePlace place, int seed, TimeSpan longestDelay, IReadOnlyList<string> settings)
    {
        _place = place;
        _seed = seed;
        _disturber = new Disturber(new EngineDisturbance { Seed = seed, LongestDelay = longestDelay }, TimeProvider.System);
        LocalApplication first = Build(settings, options => options with { ChooseWorker = ChooseWorker });
        LocalApplication second = Build(settings, options => options with { EngineOf = first });
        _hosts = [first, second];
    }

    /// <summary>The address of either host.</summary>
    public Uri Address => Choose(ref _requests).Address;

    public string? Key => null;

    public string Sources => _place.Folder["incoming"];

    public BlobContainerClient? Incoming => _place.Incoming;

    public IStorage Root => _place.Root;

    public IStorage Work => _place.Work;

    public string Log => $"Seed {_seed}.{Environment.NewLine}{_logs}";

    /// <summary>The engine.</summary>
    public SqliteDurableTaskEngine Engine => Services.GetRequiredService<SqliteDurableTaskEngine>();

    /// <summary>The services of each host.</summary>
    public IEnumerable<IServiceProvider> Hosts => _hosts.Select(host => host.Services);

    private IServiceProvider Services => _hosts[0].Services;

    /// <summary>A service that listens.</summary>
    /// <param name="storage">What it is on.</param>
    /// <param name="seed">Decides what is disturbed.</param>
    /// <param name="longestDelay">No message is later.</param>
    /// <param name="settings">Further settings, such as <c>--Ocfl:Updates:Window=4</c>.</param>
    public static async Task<HostileService> StartAsync(ServiceStorage storage, int seed, TimeSpan longestDelay, params string[] settings)
    {
        HostileService service = new(await ServicePlace.CreateAsync(storage), seed, longestDelay, settings);
        try
        {
            foreach (LocalApplication host in service._hosts)
            {
                await host.StartAsync();
            }

            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public Task SettleAsync() => _disturber.DrainAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (LocalApplication host in _hosts.Reverse())
        {
            await host.DisposeAsync();
        }

        await _place.DisposeAsync();
    }

    private LocalApplication Build(IReadOnlyList<string> settings, Func<LocalHostOptions, LocalHostOptions> change) => LocalService(
        new CommandLine(Demo: false, Keep: false, Help: false, null, _place.Folder.Path, [.. _place.Settings, .. Quick, .. settings]),
        change);

    private static readonly string[] Quick =
    [
        "--Ocfl:Updates:ClaimPollInterval=00:00:01",
        "--Ocfl:Updates:FirstRetryDelay=00:00:00.050",
        "--Ocfl:Updates:MaxRetryDelay=00:00:00.500",

        // Packs are for one host.
        "--Ocfl:Stages:PackBytes=0",
    ];

    private LocalApplication LocalService(
        CommandLine line, Func<LocalHostOptions, LocalHostOptions> change) => OcflFunctions.Local.Hosting.LocalService.Build(
        line,
        "http://127.0.0.1:0",
        builder =>
        {
            builder.Services.AddSingleton<IEngineFaults>(_disturber);
            builder.Logging.ClearProviders().AddProvider(_logs).SetMinimumLevel(LogLevel.Warning);
        },
        change).Application;

    private IServiceProvider ChooseWorker(IServiceProvider own) => Choose(ref _deliveries).Services;

    private LocalApplication Choose(ref int count) =>
        _hosts[new Random(unchecked((_seed * 31) + Interlocked.Increment(ref count))).Next(_hosts.Length)];

    /// <summary>Keeps the last lines that were logged.</summary>
    private sealed class NotedLogs : ILoggerProvider, ILogger
    {
        private const int Most = 200;
        private readonly ConcurrentQueue<string> _lines = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
            while (_lines.Count > Most)
            {
                _lines.TryDequeue(out _);
            }
        }

        public void Dispose()
        {
            // There is nothing to give back.
        }

        public override string ToString() => string.Join(Environment.NewLine, _lines);
    }
}
