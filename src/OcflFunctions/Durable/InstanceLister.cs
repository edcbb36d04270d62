using System.Globalization;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Durable;

/// <summary>
/// Lists instances, newest first. No engine guarantees an order. So a window of time is queried, and its newest instances are kept; if
/// they are too few, the window before it follows, eight times as long.
/// </summary>
internal static class InstanceLister
{
    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(1);

    // Engines may round times to milliseconds, or to seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    // No durable engine is older.
    private static readonly DateTimeOffset Beginning = new(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A page.</summary>
    /// <typeparam name="T">How callers see an instance.</typeparam>
    /// <param name="client">The engine.</param>
    /// <param name="now">The time.</param>
    /// <param name="after">The position of the last one of the page before; null for the first page.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="describe">Describes an instance; null for one that is not listed.</param>
    /// <param name="positionOf">The place in the order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page, and the position after which the next one starts; null if this is the last.</returns>
    public static async Task<(IReadOnlyList<T> Page, InstancePosition? Next)> ListAsync<T>(
        DurableTaskClient client,
        DateTimeOffset now,
        InstancePosition? after,
        int top,
        Func<OrchestrationMetadata, T?> describe,
        Func<T, InstancePosition> positionOf,
        CancellationToken cancellationToken)
        where T : class
    {
        // One more than requested shows whether there is another page.
        Newest<T> newest = new(top + 1, positionOf);
        DateTimeOffset? to = after?.CreatedAt;
        TimeSpan window = FirstWindow;
        DateTimeOffset from = (to ?? now) - window;
        while (true)
        {
            OrchestrationQuery filter = new(CreatedFrom: from - Slack, CreatedTo: to + Slack, FetchInputsAndOutputs: true);
            await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(filter).WithCancellation(cancellationToken))
            {
                if (describe(instance) is { } view && (after is not { } last || positionOf(view).CompareTo(last) > 0))
                {
                    newest.Add(view);
                }
            }

            if (newest.IsFull || from <= Beginning)
            {
                T[] page = [.. newest.Views.Take(top)];
                return (page, newest.Views.Count > top ? positionOf(page[^1]) : null);
            }

            to = from;
            window *= 8;
            from = to - Beginning > window ? to.Value - window : Beginning;
        }
    }

    /// <summary>Keeps the newest of what is added, up to a number.</summary>
    private sealed class Newest<T>(int most, Func<T, InstancePosition> positionOf)
    {
        private readonly SortedSet<T> _views =
            new(Comparer<T>.Create((left, right) => positionOf(left).CompareTo(positionOf(right))));

        public bool IsFull => _views.Count == most;

        public IReadOnlyCollection<T> Views => _views;

        public void Add(T view)
        {
            if (_views.Add(view) && _views.Count > most)
            {
                _views.Remove(_views.Max!);
            }
        }
    }
}

/// <summary>An instance's place in the order: the newest first, and of two with the same time the greater id.</summary>
/// <param name="CreatedAt">When it was requested.</param>
/// <param name="Id">The instance's id.</param>
internal readonly record struct InstancePosition(DateTimeOffset CreatedAt, string Id) : IComparable<InstancePosition>
{
    /// <summary>Negative if this one is newer, and so comes first.</summary>
    public int CompareTo(InstancePosition other)
    {
        int byTime = other.CreatedAt.CompareTo(CreatedAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(other.Id, Id);
    }

    /// <summary>The continuation after it.</summary>
    public string ToContinuation() => PageQuery.Continue(CreatedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture), Id);

    /// <summary>Reads the two parts of a continuation.</summary>
    public static InstancePosition? Read(string first, string rest)
    {
        long ticks = long.Parse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new InstancePosition(new DateTimeOffset(ticks, TimeSpan.Zero), rest);
    }
}

/// <summary>Reads a list of statuses.</summary>
internal static class StatusQuery
{
    /// <summary>The statuses of the parameter <c>status</c>, with commas between them; empty for all.</summary>
    /// <exception cref="ProblemException">One is not a status.</exception>
    public static HashSet<T> Read<T>(string text)
        where T : struct, Enum
    {
        HashSet<T> statuses = [];
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (char.IsAsciiDigit(name[0])
                || !Enum.TryParse(name, ignoreCase: true, out T status)
                || EqualityComparer<T>.Default.Equals(status, default))
            {
                IEnumerable<T> known = Enum.GetValues<T>().Where(known => !EqualityComparer<T>.Default.Equals(known, default));
                throw new ProblemException(
                    ProblemKind.InvalidQuery, $"'{name}' is not a status; there are: {string.Join(", ", known)}.", "status");
            }

            statuses.Add(status);
        }

        return statuses;
    }
}
