using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Imports;

/// <summary>Lists imports, newest first.</summary>
public sealed class ImportLister(InstancePages pages)
{
    /// <summary>A page.</summary>
    internal async Task<ImportPage> ListAsync(
        DurableTaskClient client, ImportQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        InstanceSelection selection = query.List.Select(nameof(ImportObjects)) with
        {
            Statuses = RuntimeStatuses.Of(query.Statuses, RuntimeStatusOf),
            Outcome = query.Statuses.Count == 1 && query.Statuses.Contains(ImportStatus.Cancelled)
                ? nameof(ImportOutcome.Cancelled)
                : null,
        };
        (IReadOnlyList<Import> page, InstancePosition? next) = await pages.ReadAsync(
            client, selection, query.List.Top, instance => TryDescribe(instance, query, request), cancellationToken);
        return new ImportPage(page, next?.ToContinuation());
    }

    private static Import? TryDescribe(OrchestrationMetadata instance, ImportQuery query, HttpRequest request) =>
        ImportInstances.IsImport(instance)
            && ImportViews.Describe(instance, request) is { } view
            && (query.Statuses.Count == 0 || query.Statuses.Contains(view.Status))
            ? view
            : null;

    private static OrchestrationRuntimeStatus[] RuntimeStatusOf(ImportStatus status) => status switch
    {
        ImportStatus.Queued or ImportStatus.Running => [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running],
        ImportStatus.Suspended => [OrchestrationRuntimeStatus.Suspended],
        ImportStatus.Failed => [OrchestrationRuntimeStatus.Failed],
        ImportStatus.Terminated => [OrchestrationRuntimeStatus.Terminated],
        _ => [OrchestrationRuntimeStatus.Completed],
    };
}

/// <summary>Which imports to list.</summary>
internal sealed record ImportQuery
{
    /// <summary>Their query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["status", .. ListQuery.Parameters];

    public const int MostTop = 500;
    public const int UsualTop = 50;

    /// <summary>Their times, and which page.</summary>
    public required ListQuery List { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlySet<ImportStatus> Statuses { get; init; } = new HashSet<ImportStatus>();

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static ImportQuery Read(IQueryCollection query) => new()
    {
        List = ListQuery.Read(query, UsualTop, MostTop),
        Statuses = ListQuery.ReadStatuses<ImportStatus>(query),
    };
}
