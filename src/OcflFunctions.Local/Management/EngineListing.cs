using System.Runtime.CompilerServices;
using DurableTask.Sqlite;
using DurableTask.Sqlite.Client;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;

namespace OcflFunctions.Local.Management;

/// <summary>Lists instances by the indexes of the embedded engine.</summary>
internal sealed class EngineListing(TimeProvider time) : IInstanceListing
{
    private const int FirstPortion = 64;
    private const int LargestPortion = 1024;

    private readonly WindowedListing _ofAnyEngine = new(time);

    /// <summary>Has the engine keep the indexes.</summary>
    public static void Index(SqliteDurableTaskOptions engine)
    {
        Add(engine.IndexedInputs, InstanceSelection.ObjectIdPath);
        Add(engine.IndexedOutputs, InstanceSelection.OutcomePath);
    }

    public IAsyncEnumerable<InstancePortion> ReadAsync(
        DurableTaskClient client, InstanceSelection selection, CancellationToken cancellationToken) =>
        client is SqliteDurableTaskClient engine
            ? ReadAsync(engine, selection, cancellationToken)
            : _ofAnyEngine.ReadAsync(client, selection, cancellationToken);

    private static async IAsyncEnumerable<InstancePortion> ReadAsync(
        SqliteDurableTaskClient engine, InstanceSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        InstanceSearch search = new()
        {
            Name = selection.Orchestrator,
            Statuses = selection.Statuses,
            CreatedFrom = selection.From,
            CreatedBefore = selection.To,
            After = selection.AfterCreatedAt is { } created ? new InstancePlace(created, selection.AfterId) : null,
            Input = selection.ObjectId is { } objectId ? new JsonText(InstanceSelection.ObjectIdPath, objectId) : null,
            Output = selection.Outcome is { } outcome ? new JsonText(InstanceSelection.OutcomePath, outcome) : null,
        };
        for (int size = FirstPortion; ; size = Math.Min(size * 2, LargestPortion))
        {
            IReadOnlyList<OrchestrationMetadata> found = await engine.ListAsync(search, size, cancellationToken);
            if (found.Count == 0)
            {
                yield break;
            }

            OrchestrationMetadata last = found[^1];
            yield return new InstancePortion(found, last.CreatedAt, last.InstanceId, found.Count);
            if (found.Count < size)
            {
                yield break;
            }

            search = search with { After = new InstancePlace(last.CreatedAt, last.InstanceId) };
        }
    }

    private static void Add(IList<string> paths, string path)
    {
        if (!paths.Contains(path))
        {
            paths.Add(path);
        }
    }
}
