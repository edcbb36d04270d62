using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>
/// Lists updates, newest first. No engine guarantees an order. So a window of time is queried, and its newest updates are kept; if they
/// are too few, the window before it follows, eight times as long.
/// </summary>
public sealed class UpdateLister(TimeProvider time)
{
    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(1);

    // Engines may round times to milliseconds, or to seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    // No durable engine is older.
    private static readonly DateTimeOffset Beginning = new(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A page.</summary>
    internal async Task<UpdatePage> ListAsync(
        DurableTaskClient client, UpdateQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        // One more than requested shows whether there is another page.
        Newest newest = new(query.Top + 1);
        DateTimeOffset? to = query.After?.CreatedAt;
        TimeSpan window = FirstWindow;
        DateTimeOffset from = (to ?? time.GetUtcNow()) - window;
        while (true)
        {
            await CollectAsync(client, query, request, (from - Slack, to + Slack), newest, cancellationToken);
            if (newest.IsFull || from <= Beginning)
            {
                return PageOf(newest.Views, query.Top);
            }

            to = from;
            window *= 8;
            from = to - Beginning > window ? to.Value - window : Beginning;
        }
    }

    private static async Task CollectAsync(
        DurableTaskClient client,
        UpdateQuery query,
        HttpRequest request,
        (DateTimeOffset From, DateTimeOffset? To) window,
        Newest newest,
        CancellationToken cancellationToken)
    {
        OrchestrationQuery filter = new(CreatedFrom: window.From, CreatedTo: window.To, FetchInputsAndOutputs: true);
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(filter).WithCancellation(cancellationToken))
        {
            if (UpdateInstances.IsUpdate(instance) && UpdateViews.Describe(instance, request) is { } view && Fits(view, query))
            {
                newest.Add(view);
            }
        }
    }

    private static bool Fits(Update view, UpdateQuery query) =>
        (query.After is not { } after || PositionOf(view).CompareTo(after) > 0)
        && (query.ObjectId is null || query.ObjectId == view.ObjectId)
        && (query.Statuses.Count == 0 || query.Statuses.Contains(view.Status));

    private static UpdatePage PageOf(IReadOnlyCollection<Update> views, int top)
    {
        Update[] page = [.. views.Take(top)];
        return new UpdatePage(page, views.Count > top ? UpdateQuery.Continue(PositionOf(page[^1])) : null);
    }

    private static UpdatePosition PositionOf(Update view) => new(view.CreatedAt, view.Id);

    /// <summary>Keeps the newest of what is added, up to a number.</summary>
    private sealed class Newest(int most)
    {
        private readonly SortedSet<Update> _views =
            new(Comparer<Update>.Create((left, right) => PositionOf(left).CompareTo(PositionOf(right))));

        public bool IsFull => _views.Count == most;

        public IReadOnlyCollection<Update> Views => _views;

        public void Add(Update view)
        {
            if (_views.Add(view) && _views.Count > most)
            {
                _views.Remove(_views.Max!);
            }
        }
    }
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
    public UpdatePosition? After { get; init; }

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static UpdateQuery Read(IQueryCollection query) => new()
    {
        ObjectId = query.TryGetValue("objectId", out var objectId) ? objectId.ToString() : null,
        Statuses = ReadStatuses(query["status"].ToString()),
        Top = PageQuery.ReadTop(query, new UpdateQuery().Top, MostTop),
        After = PageQuery.ReadContinuation<UpdatePosition?>(query, ReadPosition),
    };

    /// <summary>The continuation after an update.</summary>
    public static string Continue(UpdatePosition position) =>
        PageQuery.Continue(position.CreatedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture), position.Id);

    private static HashSet<UpdateStatus> ReadStatuses(string text)
    {
        HashSet<UpdateStatus> statuses = [];
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (char.IsAsciiDigit(name[0])
                || !Enum.TryParse(name, ignoreCase: true, out UpdateStatus status)
                || status == UpdateStatus.Unknown)
            {
                IEnumerable<UpdateStatus> known = Enum.GetValues<UpdateStatus>().Where(known => known != UpdateStatus.Unknown);
                throw new ProblemException(
                    ProblemKind.InvalidQuery, $"'{name}' is not a status; there are: {string.Join(", ", known)}.", "status");
            }

            statuses.Add(status);
        }

        return statuses;
    }

    private static UpdatePosition? ReadPosition(string first, string rest)
    {
        long ticks = long.Parse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new UpdatePosition(new DateTimeOffset(ticks, TimeSpan.Zero), rest);
    }
}

/// <summary>An update's place in the order: the newest first, and of two with the same time the greater id.</summary>
/// <param name="CreatedAt">When it was requested.</param>
/// <param name="Id">The update's id.</param>
internal readonly record struct UpdatePosition(DateTimeOffset CreatedAt, string Id) : IComparable<UpdatePosition>
{
    /// <summary>Negative if this one is newer, and so comes first.</summary>
    public int CompareTo(UpdatePosition other)
    {
        int byTime = other.CreatedAt.CompareTo(CreatedAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(other.Id, Id);
    }
}
