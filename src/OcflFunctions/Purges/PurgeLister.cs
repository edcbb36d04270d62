using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Purges;

/// <summary>Lists the purges that the engine has, newest first. The records of older ones are found by their ids.</summary>
public sealed class PurgeLister(InstancePages pages, PurgeStore purges)
{
    /// <summary>A page.</summary>
    internal async Task<PurgePage> ListAsync(
        DurableTaskClient client, PurgeQuery query, Func<string, string> pathOf, CancellationToken cancellationToken)
    {
        (IReadOnlyList<OrchestrationMetadata> page, InstancePosition? next) = await pages.ReadAsync(
            client,
            query.List.Select(nameof(PurgeObject)),
            query.List.Top,
            instance => PurgeInstances.IsPurge(instance) && Fits(instance, query) ? instance : null,
            cancellationToken);
        Purge[] views = await Task.WhenAll(page.Select(async instance => PurgeViews.Describe(
            instance.InstanceId,
            instance,
            await PurgeInstances.TryGetRecordAsync(purges, instance.InstanceId, cancellationToken),
            pathOf(instance.InstanceId))!));
        return new PurgePage(views, next?.ToContinuation());
    }

    // The record may know of an end that the instance does not; a list goes by the instance.
    private static bool Fits(OrchestrationMetadata instance, PurgeQuery query) =>
        (query.Statuses.Count == 0 || query.Statuses.Contains(PurgeViews.StatusOf(instance)))
        && (query.ObjectId is null || query.ObjectId == instance.TryReadInput<PurgeInput>()?.Request?.Confirm);
}

/// <summary>Which purges to list.</summary>
internal sealed record PurgeQuery
{
    /// <summary>Their query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["objectId", "status", .. ListQuery.Parameters];

    public const int MostTop = 100;
    public const int UsualTop = 50;

    /// <summary>Their times, and which page.</summary>
    public required ListQuery List { get; init; }

    /// <summary>Only of this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlySet<PurgeStatus> Statuses { get; init; } = new HashSet<PurgeStatus>();

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static PurgeQuery Read(IQueryCollection query) => new()
    {
        List = ListQuery.Read(query, UsualTop, MostTop),
        ObjectId = query.TryGetValue("objectId", out var objectId) ? objectId.ToString() : null,
        Statuses = ListQuery.ReadStatuses<PurgeStatus>(query),
    };
}
