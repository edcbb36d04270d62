using Microsoft.DurableTask.Client;
using Ocfl.Updates;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Makes the executor of an update's steps.</summary>
public sealed class ExecutorFactory(ObjectStore objects, WorkArea work)
{
    /// <summary>The executor for an update. What another update left that does not run any more, it takes over.</summary>
    public ActivityExecutor Create(string updateId, DurableTaskClient client) => new(objects.Storage, work.Storage, updateId, new ActivityExecutorOptions
    {
        IsAbandoned = async (other, cancellation) => !await client.IsRunningAsync(other, cancellation),
    });
}
