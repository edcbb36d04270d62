using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Lists updates, newest first.</summary>
public sealed class UpdateLister(InstancePages pages)
{
    /// <summary>A page.</summary>
    internal async Task<UpdatePage> ListAsync(
        DurableTaskClient client, UpdateQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        InstanceSelection selection = query.List.Select(nameof(UpdateObject)) with
        {
            Statuses = RuntimeStatuses.Of(query.Statuses, RuntimeStatusOf),
            ObjectId = query.ObjectId,
            Outcome = query.Statuses.Count == 1 ? OutcomeOf(query.Statuses.Single()) : null,
        };
        (IReadOnlyList<Update> page, InstancePosition? next) = await pages.ReadAsync(
            client, selection, query.List.Top, instance => TryDescribe(instance, query, request), cancellationToken);
        return new UpdatePage(page, next?.ToContinuation());
    }

    private static Update? TryDescribe(OrchestrationMetadata instance, UpdateQuery query, HttpRequest request) =>
        UpdateInstances.IsUpdate(instance)
            && (query.Text is null || RawText.MayHave(instance.SerializedInput, query.Text))
            && (query.User is null || RawText.MayHave(instance.SerializedInput, query.User))
            && UpdateViews.Describe(instance, request) is { } view
            && Fits(view, query)
            ? view
            : null;

    private static bool Fits(Update view, UpdateQuery query) =>
        (query.ObjectId is null || query.ObjectId == view.ObjectId)
        && (query.Statuses.Count == 0 || query.Statuses.Contains(view.Status))
        && (query.User is null || IsBy(view.Request?.User, query.User))
        && (query.Text is null || Has(view.Request?.Message, query.Text) || Has(view.ObjectId, query.Text));

    private static bool IsBy(UpdateUser? user, string text) =>
        text.Equals(user?.Name, StringComparison.OrdinalIgnoreCase) || text.Equals(user?.Address, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static OrchestrationRuntimeStatus[] RuntimeStatusOf(UpdateStatus status) => status switch
    {
        UpdateStatus.Queued => [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running],
        UpdateStatus.Running or UpdateStatus.Held => [OrchestrationRuntimeStatus.Running],
        UpdateStatus.Suspended => [OrchestrationRuntimeStatus.Suspended],
        UpdateStatus.Failed => [OrchestrationRuntimeStatus.Failed],
        UpdateStatus.Terminated => [OrchestrationRuntimeStatus.Terminated],
        _ => [OrchestrationRuntimeStatus.Completed],
    };

    // Completed is also what an output has that does not say its outcome.
    private static string? OutcomeOf(UpdateStatus status) =>
        status is UpdateStatus.Unchanged or UpdateStatus.Cancelled ? status.ToString() : null;
}

/// <summary>Which updates to list.</summary>
internal sealed record UpdateQuery
{
    /// <summary>Their query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["objectId", "status", "user", "text", .. ListQuery.Parameters];

    public const int MostTop = 500;
    public const int UsualTop = 50;
    private const int MostText = 200;

    /// <summary>Their times, and which page.</summary>
    public required ListQuery List { get; init; }

    /// <summary>Only of this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlySet<UpdateStatus> Statuses { get; init; } = new HashSet<UpdateStatus>();

    /// <summary>Only of the user with this name or address, in any case; null for all.</summary>
    public string? User { get; init; }

    /// <summary>Only those that have this in the message or in the object's id, in any case; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static UpdateQuery Read(IQueryCollection query) => new()
    {
        List = ListQuery.Read(query, UsualTop, MostTop),
        ObjectId = query.TryGetValue("objectId", out var objectId) ? objectId.ToString() : null,
        Statuses = ListQuery.ReadStatuses<UpdateStatus>(query),
        User = ListQuery.ReadText(query, "user", MostText),
        Text = ListQuery.ReadText(query, "text", MostText),
    };
}
