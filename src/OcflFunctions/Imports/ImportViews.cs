using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Imports;

/// <summary>Describes imports for callers.</summary>
internal static class ImportViews
{
    /// <summary>An import that was fetched with inputs and outputs.</summary>
    public static Import Describe(OrchestrationMetadata instance, HttpRequest request) =>
        Describe(instance, Links.OfImport(request, instance.InstanceId));

    /// <summary>An import that was fetched with inputs and outputs.</summary>
    public static Import Describe(OrchestrationMetadata instance, ImportLinks links)
    {
        ImportCustomStatus? custom = instance.ReadCustomStatusAs<ImportCustomStatus>();
        ImportResult? result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? instance.ReadOutputAs<ImportResult>()
            : null;
        DateTimeOffset created = instance.CreatedAt.ToUniversalTime();
        return new Import
        {
            Id = instance.InstanceId,
            Status = StatusOf(instance, custom, result),

            // If it continued as new, an engine may report when the last run started.
            CreatedAt = custom is not null && custom.StartedAt < created ? custom.StartedAt : created,
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Request = ImportInstances.RequestOf(instance),
            Progress = custom?.Progress,
            Result = result,
            Error = InstanceErrors.ErrorOf(instance, custom?.Error, "import"),
            Links = links,
        };
    }

    private static ImportStatus StatusOf(
        OrchestrationMetadata instance, ImportCustomStatus? custom, ImportResult? result) => instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Suspended => ImportStatus.Suspended,
            OrchestrationRuntimeStatus.Completed => result?.Outcome == ImportOutcome.Cancelled
                ? ImportStatus.Cancelled
                : ImportStatus.Completed,
            OrchestrationRuntimeStatus.Failed => ImportStatus.Failed,
            OrchestrationRuntimeStatus.Terminated => ImportStatus.Terminated,
            _ => custom is null ? ImportStatus.Queued : ImportStatus.Running,
        };
}

/// <summary>Finds imports among the engine's instances.</summary>
internal static class ImportInstances
{
    /// <summary>An import, with inputs and outputs.</summary>
    /// <exception cref="ProblemException">There is no such import.</exception>
    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await TryGetAsync(client, id, cancellationToken) ?? throw NotFound(id);

    /// <summary>An import, with inputs and outputs; null if there is none.</summary>
    public static async Task<OrchestrationMetadata?> TryGetAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance && IsImport(instance)
            ? instance
            : null;

    /// <summary>The problem of an import that does not exist.</summary>
    public static ProblemException NotFound(string id) =>
        new(ProblemKind.ImportNotFound, $"There is no import '{id}'. {RemovedRuns.Describe("imports")}", "id");

    /// <summary>Whether an instance is an import.</summary>
    public static bool IsImport(OrchestrationMetadata instance) =>
        instance.Name.Equals(nameof(ImportObjects), StringComparison.OrdinalIgnoreCase);

    /// <summary>The object that an instance imports; null for another kind of instance, or before its inventory is read.</summary>
    public static string? ObjectIdOf(OrchestrationMetadata instance) => IsObject(instance)
        ? instance.ReadCustomStatusAs<ObjectImportStatus>()?.ObjectId
        : null;

    /// <summary>The request of an import that was fetched with inputs and outputs.</summary>
    /// <returns>Null if the input is not valid: the engine's own API starts an orchestration with any input.</returns>
    public static ImportRequest? RequestOf(OrchestrationMetadata instance) => instance.TryReadInput<ImportInput>()?.Request;

    /// <summary>The objects of an import that are being imported or suspended now, by their instances.</summary>
    public static async Task<IReadOnlyList<OrchestrationMetadata>> GetRunningAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        OrchestrationQuery query = new(
            InstanceIdPrefix: id + "-",
            Statuses:
            [
                OrchestrationRuntimeStatus.Pending,
                OrchestrationRuntimeStatus.Running,
                OrchestrationRuntimeStatus.Suspended,
            ]);
        return await client.GetAllInstancesAsync(query)
            .Where(IsObject)
            .ToListAsync(cancellationToken);
    }

    private static bool IsObject(OrchestrationMetadata instance) =>
        instance.Name.Equals(nameof(ImportObject), StringComparison.OrdinalIgnoreCase);
}
