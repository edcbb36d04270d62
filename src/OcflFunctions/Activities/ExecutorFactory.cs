using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Makes the executor of an update's steps.</summary>
public sealed class ExecutorFactory(ObjectStore objects, WorkArea work, StageStore stages, Sources sources)
{
    /// <summary>The executor for what copies no content. What another update left that does not run any more, it takes over.</summary>
    public ActivityExecutor Create(string updateId, DurableTaskClient client) => Create(updateId, client, source: null);

    /// <summary>The executor for some steps: with the source, where content of theirs was left in it.</summary>
    public async Task<ActivityExecutor> CreateAsync(
        string updateId, IReadOnlyList<OcflActivity> steps, DurableTaskClient client, CancellationToken cancellationToken) =>
        Create(updateId, client, steps.Any(step => step.Source is { InSource: true }) ? await OpenSourceAsync(updateId, cancellationToken) : null);

    private ActivityExecutor Create(string updateId, DurableTaskClient client, IStorage? source) => new(objects.Storage, work.Storage, updateId, new ActivityExecutorOptions
    {
        IsAbandoned = async (other, cancellation) => !await client.IsRunningAsync(other, cancellation),
        Source = source,
    });

    // A source that is gone has no files: what is copied already is found without it, and what is not waits until it is back.
    private async Task<IStorage> OpenSourceAsync(string updateId, CancellationToken cancellationToken)
    {
        try
        {
            return await stages.TryGetListAsync(updateId, cancellationToken) is { Source: { } source } ? sources.Open(source) : new MemoryStorage();
        }
        catch (SourceRefusedException)
        {
            return new MemoryStorage();
        }
    }
}
