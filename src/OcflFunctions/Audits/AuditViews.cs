using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Audits;

/// <summary>Describes runs of audits for callers.</summary>
internal static class AuditViews
{
    private const string Collection = "/audits";

    /// <summary>The URLs of a run.</summary>
    public static AuditLinks LinksOf(HttpRequest request, string id)
    {
        string self = ApiResults.PathOf(request, Collection, id);
        return new AuditLinks(self, self + "/suspend", self + "/resume", self + "/cancel");
    }

    /// <summary>A run that was fetched with inputs and outputs.</summary>
    public static Audit Describe(OrchestrationMetadata instance, AuditLinks links)
    {
        AuditCustomStatus? custom = instance.ReadCustomStatusAs<AuditCustomStatus>();
        DateTimeOffset created = instance.CreatedAt.ToUniversalTime();
        AuditResult? result = ResultOf(instance);
        return new Audit
        {
            Id = instance.InstanceId,
            Status = StatusOf(instance),
            All = instance.TryReadInput<AuditInput>()?.Request?.All ?? false,

            // If it continued as new, an engine may report when the last run started.
            CreatedAt = custom is not null && custom.StartedAt < created ? custom.StartedAt : created,
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Progress = result is null ? custom?.Progress ?? new AuditProgress() : new AuditProgress(result.Counts),
            Outcome = result?.Outcome,
            Error = InstanceErrors.ErrorOf(instance, custom?.Error, "audit"),
            Links = links,
        };
    }

    /// <summary>The status of a run that was fetched with inputs and outputs.</summary>
    public static AuditStatus StatusOf(OrchestrationMetadata instance) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Suspended => AuditStatus.Suspended,
        OrchestrationRuntimeStatus.Completed when ResultOf(instance)?.Outcome == AuditOutcome.Cancelled => AuditStatus.Cancelled,
        OrchestrationRuntimeStatus.Completed => AuditStatus.Completed,
        OrchestrationRuntimeStatus.Failed => AuditStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => AuditStatus.Terminated,
        _ => instance.ReadCustomStatusAs<AuditCustomStatus>() is null ? AuditStatus.Queued : AuditStatus.Running,
    };

    private static AuditResult? ResultOf(OrchestrationMetadata instance) =>
        instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<AuditResult>() : null;
}

/// <summary>Finds runs of audits among the engine's instances.</summary>
internal static class AuditInstances
{
    /// <summary>A run, with inputs and outputs.</summary>
    /// <exception cref="ProblemException">There is no such run.</exception>
    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await TryGetAsync(client, id, cancellationToken)
        ?? throw new ProblemException(
            ProblemKind.AuditNotFound, $"There is no audit '{id}'. {RemovedRuns.Describe("audits")}", "id");

    /// <summary>A run, with inputs and outputs; null if the engine does not have it.</summary>
    public static async Task<OrchestrationMetadata?> TryGetAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance
        && instance.Name.Equals(nameof(RunAudit), StringComparison.OrdinalIgnoreCase)
            ? instance
            : null;
}
