using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>
/// A client as the Functions host has it, where that is stricter than others: commands to an instance in a state that they do not fit
/// are refused, with an exception of no promised type, an event for an instance that is not there is dropped without a word, and a
/// suspend or a resume may take effect later.
/// </summary>
internal sealed class StrictClient() : DurableTaskClient("strict")
{
    /// <summary>The instances.</summary>
    public Dictionary<string, OrchestrationMetadata> Instances { get; } = [];

    /// <summary>What happens before each command, as when another caller was a moment faster.</summary>
    public Action Before { get; set; } = static () => { };

    /// <summary>How often an instance is looked up until a suspend or a resume takes effect.</summary>
    public int Lateness { get; set; }

    /// <summary>Whether a resume of an instance that is not suspended is refused. The embedded engine takes it.</summary>
    public bool RefusesResume { get; set; } = true;

    /// <summary>What happens when a suspend or a resume of an instance takes effect.</summary>
    public Action<string> OnEffect { get; set; } = static _ => { };

    /// <summary>The events that arrived: instance and name.</summary>
    public List<string> Events { get; } = [];

    private readonly List<Late> _late = [];

    public StrictClient Set(string id, OrchestrationRuntimeStatus status, string? name = null)
    {
        name ??= Instances.GetValueOrDefault(id)?.Name ?? nameof(UpdateObject);
        Instances[id] = new OrchestrationMetadata(name, id) { RuntimeStatus = status, DataConverter = EngineJson.Converter };
        return this;
    }

    /// <summary>Lets all suspends and resumes take effect.</summary>
    public void Settle()
    {
        while (_late.FirstOrDefault() is { } next)
        {
            Apply(next);
        }
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        if (_late.Find(late => late.Id == instanceId) is { } next && --next.Looks <= 0)
        {
            Apply(next);
        }

        return Task.FromResult(Instances.GetValueOrDefault(instanceId));
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Before();
        if (Instances.TryGetValue(instanceId, out OrchestrationMetadata? instance))
        {
            Require(instance.IsRunning || instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, instance, "raise event for");
            Events.Add($"{instanceId} {eventName}");
        }

        return Task.CompletedTask;
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        Before();
        Require(Instances[instanceId].RuntimeStatus is OrchestrationRuntimeStatus.Running
            or OrchestrationRuntimeStatus.Pending, Instances[instanceId], "suspend");
        Take(instanceId, OrchestrationRuntimeStatus.Suspended);
        return Task.CompletedTask;
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        Before();
        Require(
            !RefusesResume || Instances[instanceId].RuntimeStatus == OrchestrationRuntimeStatus.Suspended, Instances[instanceId], "resume");
        Take(instanceId, OrchestrationRuntimeStatus.Running);
        return Task.CompletedTask;
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create((_, _, _) => Task.FromResult(new Page<OrchestrationMetadata>(
        [
            .. Instances.Values.Where(instance => instance.InstanceId.StartsWith(filter!.InstanceIdPrefix!, StringComparison.Ordinal)
                && filter.Statuses!.Contains(instance.RuntimeStatus)),
        ])));

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Take(string id, OrchestrationRuntimeStatus status)
    {
        Late late = new(id, status) { Looks = Lateness };
        _late.Add(late);
        if (Lateness == 0)
        {
            Apply(late);
        }
    }

    private void Apply(Late late)
    {
        _late.Remove(late);
        Set(late.Id, late.Status);
        OnEffect(late.Id);
    }

    private sealed record Late(string Id, OrchestrationRuntimeStatus Status)
    {
        public int Looks { get; set; }
    }

    // As the host's gRPC service: whatever went wrong there is an RPC failure of unknown status here.
    private static void Require(bool isAllowed, OrchestrationMetadata instance, string what)
    {
        if (!isAllowed)
        {
            throw new IOException(
                $"Status(StatusCode=\"Unknown\", Detail=\"Cannot {what} instance {instance.InstanceId} because it is in the "
                    + $"{instance.RuntimeStatus} state.\")");
        }
    }
}
