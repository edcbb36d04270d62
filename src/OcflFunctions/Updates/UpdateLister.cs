using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Lists updates, newest first.</summary>
public sealed class UpdateLister(TimeProvider time)
{
    /// <summary>A page.</summary>
    internal async Task<UpdatePage> ListAsync(
        DurableTaskClient client, UpdateQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Update> page, InstancePosition? next) = await InstanceLister.ListAsync(
            client,
            time.GetUtcNow(),
            query.After,
            query.Top,
            instance => UpdateInstances.IsUpdate(instance) && UpdateViews.Describe(instance, request) is { } view && Fits(view, query)
                ? view
                : null,
            view => new InstancePosition(view.CreatedAt, view.Id),
            cancellationToken);
        return new UpdatePage(page, next?.ToContinuation());
    }

    private static bool Fits(Update view, UpdateQuery query) =>
        (query.ObjectId is null || query.ObjectId == view.ObjectId)
        && (query.Statuses.Count == 0 || query.Statuses.Contains(view.Status));
}

/// <summary>Which updates to list.</summary>
internal sealed record UpdateQuery
{
    /// <summary>Their query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["objectId", "status", .. PageQuery.Parameters];

    public const int MostTop = 500;

    /// <summary>Only of this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlySet<UpdateStatus> Statuses { get; init; } = new HashSet<UpdateStatus>();

    /// <summary>How many at most.</summary>
    public int Top { get; init; } = 50;

    /// <summary>Only those that come after this one in the order; null from the newest.</summary>
    public InstancePosition? After { get; init; }

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static UpdateQuery Read(IQueryCollection query) => new()
    {
        ObjectId = query.TryGetValue("objectId", out var objectId) ? objectId.ToString() : null,
        Statuses = StatusQuery.Read<UpdateStatus>(query["status"].ToString()),
        Top = PageQuery.ReadTop(query, new UpdateQuery().Top, MostTop),
        After = PageQuery.ReadContinuation(query, InstancePosition.Read),
    };
}
