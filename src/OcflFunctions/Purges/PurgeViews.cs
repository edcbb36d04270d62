using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Purges;

/// <summary>Describes purges for callers.</summary>
internal static class PurgeViews
{
    /// <summary>A purge, from its instance and its record; what one of them does not have, the other has.</summary>
    /// <param name="id">The purge's id.</param>
    /// <param name="instance">The instance; null if the engine does not have it (any more).</param>
    /// <param name="record">The record; null if the object is not touched.</param>
    /// <param name="self">The purge's URL.</param>
    /// <returns>Null if there is neither.</returns>
    public static Purge? Describe(string id, OrchestrationMetadata? instance, PurgeRecord? record, string self)
    {
        if (instance is null && record is null)
        {
            return null;
        }

        PurgeRequest? request = instance?.TryReadInput<PurgeInput>()?.Request;
        return new Purge
        {
            Id = id,
            ObjectId = record?.ObjectId ?? request?.Confirm,
            Status = record?.CompletedAt is not null ? PurgeStatus.Completed
                : instance is null ? PurgeStatus.Terminated
                : StatusOf(instance),
            CreatedAt = instance?.CreatedAt.ToUniversalTime() ?? record!.StartedAt,
            LastUpdatedAt = instance?.LastUpdatedAt.ToUniversalTime() ?? record!.CompletedAt ?? record.StartedAt,
            Request = request,
            Record = record,
            Error = record?.CompletedAt is not null || instance is null
                ? null
                : InstanceErrors.ErrorOf(instance, instance.ReadCustomStatusAs<PurgeCustomStatus>()?.Error, "purge"),
            Links = Links.OfPurge(self),
        };
    }

    /// <summary>The status of an instance.</summary>
    public static PurgeStatus StatusOf(OrchestrationMetadata instance) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Suspended => PurgeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed => PurgeStatus.Completed,
        OrchestrationRuntimeStatus.Failed => PurgeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => PurgeStatus.Terminated,
        _ => instance.ReadCustomStatusAs<PurgeCustomStatus>() is { Ahead: null } ? PurgeStatus.Running : PurgeStatus.Queued,
    };
}

/// <summary>Finds purges among the engine's instances and in the work area.</summary>
internal static class PurgeInstances
{
    /// <summary>A purge, with inputs and outputs; null if the engine does not have it.</summary>
    public static async Task<OrchestrationMetadata?> TryGetAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance
        && IsPurge(instance)
            ? instance
            : null;

    /// <summary>Whether an instance is a purge.</summary>
    public static bool IsPurge(OrchestrationMetadata instance) =>
        instance.Name.Equals(nameof(PurgeObject), StringComparison.OrdinalIgnoreCase);

    /// <summary>The record of a purge; null if there is none. An id that no purge can have has none.</summary>
    public static async Task<PurgeRecord?> TryGetRecordAsync(PurgeStore purges, string id, CancellationToken cancellationToken) =>
        id.Length <= 200 && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? await purges.TryGetRecordAsync(id, cancellationToken)
            : null;
}
