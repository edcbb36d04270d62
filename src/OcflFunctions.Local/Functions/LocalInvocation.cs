using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OcflFunctions.Local.Functions;

/// <summary>One run of a function: what its trigger brought. What belongs to other triggers is null.</summary>
/// <param name="Services">The scope of this run.</param>
/// <param name="Cancellation">Cancelled when the result is no longer needed: the caller has disconnected, or the host stops.</param>
internal sealed record LocalInvocation(IServiceProvider Services, CancellationToken Cancellation)
{
    /// <summary>The request of an HTTP function.</summary>
    public HttpContext? Http { get; init; }

    /// <summary>The context of an orchestrator.</summary>
    public TaskOrchestrationContext? Orchestration { get; init; }

    /// <summary>The instance that an orchestrator is, or that an activity belongs to.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The input of an activity, of the type that it declares.</summary>
    public object? Input { get; init; }

    /// <summary>The status of a timer.</summary>
    public TimerInfo? Timer { get; init; }
}
