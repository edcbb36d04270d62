using System.Diagnostics;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Calls activities and turns their outcome into a message. A stop, or the termination of their run, cancels them.</summary>
internal sealed class ActivityCaller(RuntimeEnvironment environment, ILogger logger, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, List<CancellationTokenSource>> _running = [];

    public static InboxMessage Failed(ActivityWork work, FailureRecord failure) =>
        new(0, MessageKind.ActivityFailed, work.Task, null, failure.ToJson());

    /// <summary>Calls an activity.</summary>
    /// <returns>Null if the engine stops.</returns>
    public async Task<InboxMessage?> CallAsync(ActivityWork work)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Register(work.Run, cancellation);
        try
        {
            return await CallAsync(work, cancellation.Token).ConfigureAwait(false);
        }
        finally
        {
            Unregister(work.Run, cancellation);
        }
    }

    /// <summary>Calls an activity with the caller's token.</summary>
    /// <returns>Null if the engine stops.</returns>
    public async Task<InboxMessage?> CallAsync(ActivityWork work, CancellationToken cancellation)
    {
        using Activity? span = EngineTracing.Execute(work);
        try
        {
            if (work.Name.Length == 0)
            {
                return Failed(work, FailureRecord.From(
                    new InvalidOperationException("The event that scheduled this activity is damaged or missing.")) with
                {
                    IsNonRetriable = true,
                });
            }

            if (environment.FindActivity(work.Name) is not { } function)
            {
                return Failed(work, new FailureRecord(
                    "ActivityTaskNotFound", $"No activity task named '{work.Name}' was found.", null, null, IsNonRetriable: true));
            }

            object? output = await function(new ActivityCallContext(work), work.Input, cancellation).ConfigureAwait(false);
            return new InboxMessage(0, MessageKind.ActivityCompleted, work.Task, null, environment.Converter.Serialize(output));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever it throws is its failure, memory that ran out too: the orchestrator decides about a retry.
        catch (Exception exception)
        {
            var failure = FailureRecord.From(exception);
            EngineTracing.Fail(span, failure);
            DispatchLog.ActivityFailed(logger, exception, work.Name, work.Task, work.InstanceId);
            return Failed(work, failure);
        }
#pragma warning restore CA1031
    }

    /// <summary>Cancels the calls of a run. Does not wait for them.</summary>
    public void Cancel(long run)
    {
        CancellationTokenSource[] running;
        lock (_gate)
        {
            running = _running.TryGetValue(run, out List<CancellationTokenSource>? sources) ? [.. sources] : [];
        }

        foreach (CancellationTokenSource source in running)
        {
            _ = CancelAsync(source);
        }
    }

    private async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The activity has finished in the meantime.
        }
        catch (AggregateException exception)
        {
            DispatchLog.CancellationFailed(logger, exception);
        }
    }

    private void Register(long run, CancellationTokenSource source)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(run, out List<CancellationTokenSource>? sources))
            {
                _running[run] = sources = [];
            }

            sources.Add(source);
        }
    }

    private void Unregister(long run, CancellationTokenSource source)
    {
        lock (_gate)
        {
            List<CancellationTokenSource> sources = _running[run];
            sources.Remove(source);
            if (sources.Count == 0)
            {
                _running.Remove(run);
            }
        }
    }

    private sealed class ActivityCallContext(ActivityWork work) : TaskActivityContext
    {
        public override TaskName Name { get; } = new(work.Name);

        public override string InstanceId => work.InstanceId;

        public override string Version => work.Version;
    }
}
