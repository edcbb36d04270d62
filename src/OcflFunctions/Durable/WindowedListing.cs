using System.Runtime.CompilerServices;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>
/// Lists instances by the queries that every engine has. No engine guarantees an order, so the instances of a window of time are read and
/// sorted. A window with few instances is followed by one eight times as long; one with many is cut (decision 60).
/// </summary>
public sealed class WindowedListing(TimeProvider time) : IInstanceListing
{
    /// <summary>A window with more instances is cut, unless it is as short as can be.</summary>
    internal const int MostInWindow = 1_000;

    private const int PageSize = 500;
    private const int Factor = 8;

    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);

    // Engines may round times to milliseconds, or to seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    // No durable engine is older.
    private static readonly DateTimeOffset Beginning = new(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public async IAsyncEnumerable<InstancePortion> ReadAsync(
        DurableTaskClient client, InstanceSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(selection);
        DateTimeOffset beginning = selection.From is { } least && least > Beginning ? least : Beginning;

        // The clock of the engine may be ahead of this one, so the newest have no upper end.
        DateTimeOffset? to = Earlier(selection.To, selection.AfterCreatedAt);
        TimeSpan window = FirstWindow;
        int examined = 0;
        while (true)
        {
            DateTimeOffset end = to ?? time.GetUtcNow();
            DateTimeOffset from = end - beginning > window ? end - window : beginning;
            (List<OrchestrationMetadata> found, bool isCut) = await ReadAsync(
                client, selection, (from, to), window > ShortestWindow, cancellationToken);
            examined += found.Count;
            if (isCut)
            {
                window = TimeSpan.FromTicks(Math.Max(ShortestWindow.Ticks, window.Ticks / Factor));
                continue;
            }

            found.Sort(static (left, right) => PositionOf(left).CompareTo(PositionOf(right)));
            yield return new InstancePortion(found, from, "", examined);
            examined = 0;
            if (from <= beginning)
            {
                yield break;
            }

            to = from;
            window = found.Count < MostInWindow / Factor ? window * Factor : window;
        }
    }

    private static async Task<(List<OrchestrationMetadata> Found, bool IsCut)> ReadAsync(
        DurableTaskClient client,
        InstanceSelection selection,
        (DateTimeOffset From, DateTimeOffset? To) window,
        bool canBeCut,
        CancellationToken cancellationToken)
    {
        OrchestrationQuery query = new(
            window.From - Slack,
            window.To + Slack,
            selection.Statuses.Count == 0 ? null : selection.Statuses,
            PageSize: PageSize,
            FetchInputsAndOutputs: true);
        List<OrchestrationMetadata> found = [];
        int read = 0;
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(query).WithCancellation(cancellationToken))
        {
            if (++read > MostInWindow && canBeCut)
            {
                return (found, true);
            }

            // What the slack adds is of another window, and listed with that.
            if (instance.Name.Equals(selection.Orchestrator, StringComparison.OrdinalIgnoreCase)
                && instance.CreatedAt >= window.From
                && (window.To is not { } to || instance.CreatedAt < to || (to == selection.AfterCreatedAt && instance.CreatedAt == to)))
            {
                found.Add(instance);
            }
        }

        return (found, false);
    }

    private static InstancePosition PositionOf(OrchestrationMetadata instance) => new(instance.CreatedAt, instance.InstanceId);

    private static DateTimeOffset? Earlier(DateTimeOffset? first, DateTimeOffset? second) =>
        first is { } one && second is { } other ? (one < other ? one : other) : first ?? second;
}
