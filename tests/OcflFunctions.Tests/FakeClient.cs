using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Tests;

/// <summary>A client of an engine in which the instances are as the test says.</summary>
internal sealed class FakeClient() : DurableTaskClient("fake")
{
    /// <summary>The instances.</summary>
    public List<OrchestrationMetadata> Instances { get; } = [];

    /// <summary>The queries that were asked, in order.</summary>
    public List<OrchestrationQuery?> Queries { get; } = [];

    /// <summary>The inputs of what was started, in order.</summary>
    public List<object?> Started { get; } = [];

    /// <summary>Receives each query before it is answered.</summary>
    public Func<Task> OnQueryAsync { get; set; } = () => Task.CompletedTask;

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        OnLookUp(instanceId);
        lock (Instances)
        {
            return Task.FromResult(Instances.Find(instance => instance.InstanceId == instanceId));
        }
    }

    /// <summary>Is called before an instance is looked up.</summary>
    public Action<string> OnLookUp { get; set; } = _ => { };

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        lock (Instances)
        {
            return Instances.Any(instance => instance.InstanceId == instanceId && !instance.IsCompleted)
                ? throw new InvalidOperationException($"'{instanceId}' is not finished.")
                : Task.FromResult(new PurgeResult(Instances.RemoveAll(instance => instance.InstanceId == instanceId)));
        }
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        lock (Queries)
        {
            Queries.Add(filter);
        }

        return new FakePages(OnQueryAsync, () =>
        {
            lock (Instances)
            {
                return [.. Instances.Where(instance => IsAskedFor(instance, filter))];
            }
        });
    }

    private static bool IsAskedFor(OrchestrationMetadata instance, OrchestrationQuery? filter) =>
        (filter?.CreatedFrom is not { } from || instance.CreatedAt >= from)
        && (filter?.CreatedTo is not { } to || instance.CreatedAt <= to)
        && (filter?.InstanceIdPrefix is not { } prefix || instance.InstanceId.StartsWith(prefix, StringComparison.Ordinal))
        && (filter?.Statuses is not { } statuses || statuses.Contains(instance.RuntimeStatus));

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => Task.CompletedTask;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        lock (Started)
        {
            Started.Add(input);
        }

        return Task.FromResult(options?.InstanceId ?? "new");
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class FakePages(
        Func<Task> askedAsync, Func<IReadOnlyList<OrchestrationMetadata>> instances) : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(
            string? continuationToken = null, int? pageSizeHint = null)
        {
            await askedAsync();
            yield return new Page<OrchestrationMetadata>(instances());
        }
    }
}
