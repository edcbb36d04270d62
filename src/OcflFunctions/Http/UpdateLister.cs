using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>
/// Lists updates newest first. No engine promises an order, so that a window of time is asked for, and what is newest in it kept; when
/// it holds too few, the window before it follows, eight times as long.
/// </summary>
public sealed class UpdateLister(TimeProvider time)
{
    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(1);

    // Engines may round times to milliseconds, or to seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    // There was no durable engine before.
    private static readonly DateTimeOffset Beginning = new(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A page.</summary>
    internal async Task<UpdatePage> ListAsync(DurableTaskClient client, UpdateQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        // One more than asked for tells whether there is another page.
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
