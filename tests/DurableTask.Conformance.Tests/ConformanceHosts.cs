using System.Net;
using System.Net.Sockets;
using DurableTask.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Conformance.Tests;

/// <summary>An engine that the cases run on.</summary>
internal abstract class ConformanceHost : IAsyncDisposable
{
    public abstract DurableTaskClient Client { get; }

    public abstract ValueTask DisposeAsync();
}

/// <summary>The embedded engine.</summary>
internal sealed class EmbeddedHost : ConformanceHost
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-conformance-");
    private readonly SqliteDurableTaskEngine _engine;

    private EmbeddedHost(Work work)
    {
        SqliteDurableTaskRegistry registry = new();
        foreach ((string name, Orchestrator run) in work.Orchestrators)
        {
            registry.AddOrchestrator(name, context => run(context));
        }

        foreach ((string name, Activity run) in work.Activities)
        {
            registry.AddActivity(name, (context, input, _) => run(context, input.Read<string>()));
        }

        _engine = new SqliteDurableTaskEngine(
            new SqliteDurableTaskOptions { DatabasePath = Path.Combine(_folder.FullName, "engine.db") }, registry);
    }

    public override DurableTaskClient Client => _engine.Client;

    public static async Task<ConformanceHost> StartAsync(Work work)
    {
        EmbeddedHost host = new(work);
        await host._engine.StartAsync(CancellationToken.None);
        return host;
    }

    public override async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>The in-process test host of the Durable Task SDK.</summary>
internal sealed class InProcessHost : ConformanceHost
{
    private readonly DurableTaskTestHost _host;

    private InProcessHost(DurableTaskTestHost host)
    {
        _host = host;
    }

    public override DurableTaskClient Client => _host.Client;

    public static async Task<ConformanceHost> StartAsync(Work work) => new InProcessHost(await DurableTaskTestHost.StartAsync(
        registry =>
        {
            foreach ((string name, Orchestrator run) in work.Orchestrators)
            {
                registry.AddOrchestratorFunc<string?, object?>(name, (context, _) => run(context));
            }

            foreach ((string name, Activity run) in work.Activities)
            {
                registry.AddActivityFunc<string?, object?>(name, (context, input) => run(context, input));
            }
        },
        new DurableTaskTestHostOptions { Port = FreePort(), LoggerFactory = NullLoggerFactory.Instance }));

    public override ValueTask DisposeAsync() => _host.DisposeAsync();

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
