using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Validations;

/// <summary>
/// Lists validations, newest first. The engine counts a validation of many objects, which continues as new, from the start of its last run.
/// </summary>
public sealed class ValidationLister(InstancePages pages)
{
    /// <summary>A page.</summary>
    internal async Task<ValidationPage> ListAsync(
        DurableTaskClient client, ValidationQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        InstanceSelection selection = query.List.Select(nameof(ValidateObjects)) with
        {
            Statuses = RuntimeStatuses.Of(query.Statuses, RuntimeStatusOf),
            ObjectId = query.ObjectId,
            Outcome = query.Statuses.Count == 1 && query.Statuses.Contains(ValidationStatus.Cancelled)
                ? nameof(ValidationOutcome.Cancelled)
                : null,
        };
        (IReadOnlyList<Validation> page, InstancePosition? next) = await pages.ReadAsync(
            client, selection, query.List.Top, instance => TryDescribe(instance, query, request), cancellationToken);
        return new ValidationPage(page, next?.ToContinuation());
    }

    private static Validation? TryDescribe(OrchestrationMetadata instance, ValidationQuery query, HttpRequest request) =>
        ValidationInstances.IsValidation(instance)
            && ValidationViews.Describe(instance, request) is { } view
            && (query.ObjectId is null || query.ObjectId == view.Request?.ObjectId)
            && (query.Statuses.Count == 0 || query.Statuses.Contains(view.Status))
            ? view
            : null;

    private static OrchestrationRuntimeStatus[] RuntimeStatusOf(ValidationStatus status) => status switch
    {
        ValidationStatus.Queued => [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running],
        ValidationStatus.Running => [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running],
        ValidationStatus.Suspended => [OrchestrationRuntimeStatus.Suspended],
        ValidationStatus.Failed => [OrchestrationRuntimeStatus.Failed],
        ValidationStatus.Terminated => [OrchestrationRuntimeStatus.Terminated],
        _ => [OrchestrationRuntimeStatus.Completed],
    };
}

/// <summary>Which validations to list.</summary>
internal sealed record ValidationQuery
{
    /// <summary>Their query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["objectId", "status", .. ListQuery.Parameters];

    public const int MostTop = 500;
    public const int UsualTop = 50;

    /// <summary>Their times, and which page.</summary>
    public required ListQuery List { get; init; }

    /// <summary>Only of this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlySet<ValidationStatus> Statuses { get; init; } = new HashSet<ValidationStatus>();

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static ValidationQuery Read(IQueryCollection query) => new()
    {
        List = ListQuery.Read(query, UsualTop, MostTop),
        ObjectId = query.TryGetValue("objectId", out var objectId) ? objectId.ToString() : null,
        Statuses = ListQuery.ReadStatuses<ValidationStatus>(query),
    };
}
