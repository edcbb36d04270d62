using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OcflFunctions.Local.Tests.Functions;

/// <summary>Durable functions of a class with services.</summary>
public sealed class InjectedDurableFunctions(Recorder recorder, Visit visit)
{
    [Function("WithServices")]
    public async Task<string> WithServicesAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        recorder.Note("orchestrator", context.InstanceId);
        return await context.CallActivityAsync<string>("Visit", context.InstanceId);
    }

    [Function("Visit")]
    public string Visited([ActivityTrigger] string instanceId)
    {
        recorder.Note("activity", instanceId);
        return visit.Id.ToString();
    }

    [Function("FailOnce")]
    public string FailOnce([ActivityTrigger] object? nothing)
    {
        recorder.Note("fail once", nothing?.ToString() ?? "");
        return recorder.Gate.Task.IsCompleted ? "fixed" : throw new InvalidOperationException("not yet");
    }

    [Function("UntilCancelled")]
    public async Task UntilCancelledAsync([ActivityTrigger] string instance, CancellationToken cancellation)
    {
        recorder.Note("endless began", instance);
        await using (cancellation.Register(() => recorder.Note("endless cancelled", instance)))
        {
            await recorder.Gate.Task.WaitAsync(cancellation);
        }
    }
}
