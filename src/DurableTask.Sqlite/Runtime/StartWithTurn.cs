using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>Starts an instance together with its first turn, in one transaction. It needs no message that starts it.</summary>
/// <param name="instance">The instance; it starts now.</param>
/// <param name="row">The same as the turn sees it.</param>
/// <param name="refused">The statuses of a finished instance of the same id that is not replaced.</param>
internal sealed class StartWithTurn(NewInstance instance, InstanceRow row, IReadOnlyCollection<OrchestrationRuntimeStatus> refused)
    : WriteOperation
{
    private Episode? _episode;
    private EpisodeCommit? _commit;

    public override bool FailsFast => true;

    public InstanceRow Row => row;

    /// <summary>Messages that were still in the inbox when the run ended.</summary>
    public int Dropped => _commit?.Dropped ?? 0;

    /// <summary>The row of a new run of an instance.</summary>
    public static InstanceRow RowOf(NewInstance instance, long run, long now) => new(
        run,
        instance.Id,
        Guid.NewGuid().ToString("N"),
        instance.Name,
        instance.Version,
        OrchestrationRuntimeStatus.Pending,
        instance.Parent,
        instance.Tags,
        now,
        now,
        null)
    {
        Input = instance.Input,
        Trace = instance.Trace,
    };

    /// <summary>Adds the first turn, before the write.</summary>
    public void Take(Episode episode)
    {
        _episode = episode;
        _commit = new EpisodeCommit(row, episode);
    }

    public override void Apply(WriteSession session)
    {
        if (_episode is null || !StartInstance.MakeRoom(session, row.Id, refused))
        {
            return;
        }

        session.AddInstance(row.Run, row.Execution, instance, _episode.Status ?? row.Status, row.Created);
        _episode.StatusChanged = false;
        _commit!.Record(session);
    }
}
