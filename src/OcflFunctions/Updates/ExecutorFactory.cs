using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Durable;
using OcflFunctions.Sources;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Creates the executor of an update's steps.</summary>
public sealed class ExecutorFactory(ObjectStore objects, WorkArea work, StageStore stages, AllowedSources sources)
{
    /// <summary>The executor of an update's steps. It takes over what another update left that no longer runs.</summary>
    /// <param name="updateId">The update.</param>
    /// <param name="client">The engine.</param>
    /// <param name="source">The source, for steps that copy content that stayed in it; null for others.</param>
    /// <param name="ranges">Copies large content in ranges; null if nothing is copied.</param>
    /// <param name="sharesFlushes">Whether copies are flushed together.</param>
    /// <param name="isStopped">Whether the update is being reverted; null for an executor that does not commit.</param>
    public ActivityExecutor Create(
        string updateId,
        DurableTaskClient client,
        OpenedSource? source = null,
        IRangedCopies? ranges = null,
        bool sharesFlushes = false,
        Func<CancellationToken, Task<bool>>? isStopped = null)
    {
        ActivityExecutorOptions options = new()
        {
            IsAbandoned = async (other, cancellation) => !await client.IsRunningAsync(other, cancellation),
            Source = source?.Storage,
            Ranges = ranges,
            SharesFlushes = sharesFlushes,
            IsStopped = isStopped,
            KeepsStaged = content => StoragePath.IsWithin(content.Path, WorkArea.Stages),
        };
        return new ActivityExecutor(objects.Storage, work.Storage, updateId, options);
    }

    /// <summary>Opens the source, if content of some steps stayed in it; null otherwise.</summary>
    /// <remarks>
    /// A source that does not exist has no files: what is already copied is found without it, and the rest waits until it is back.
    /// </remarks>
    public async Task<OpenedSource?> OpenSourceAsync(
        string updateId, IReadOnlyList<OcflActivity> steps, CancellationToken cancellationToken)
    {
        if (!steps.Any(step => step.Source is { InSource: true }))
        {
            return null;
        }

        try
        {
            return await stages.TryGetListAsync(updateId, cancellationToken) is { Source: { } source }
                ? sources.Open(source)
                : new OpenedSource(new MemoryStorage());
        }
        catch (SourceRefusedException)
        {
            return new OpenedSource(new MemoryStorage());
        }
    }
}
