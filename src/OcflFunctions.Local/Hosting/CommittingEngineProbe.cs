using DurableTask.Sqlite;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Hosting;

/// <summary>Checks the embedded engine by a commit.</summary>
internal sealed class CommittingEngineProbe(SqliteDurableTaskEngine engine) : IEngineProbe
{
    public string EngineName => "DurableTask.Sqlite";

    public Task ProbeAsync(DurableTaskClient client, CancellationToken cancellationToken) => engine.ProbeAsync(cancellationToken);
}
