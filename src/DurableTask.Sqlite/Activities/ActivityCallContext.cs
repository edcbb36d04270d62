using Microsoft.DurableTask;

namespace DurableTask.Sqlite.Activities;

/// <summary>What an activity is told of its call.</summary>
internal sealed class ActivityCallContext(ActivityWork work) : TaskActivityContext
{
    public override TaskName Name { get; } = new(work.Name);

    public override string InstanceId => work.InstanceId;

    public override string Version => work.Version;
}
