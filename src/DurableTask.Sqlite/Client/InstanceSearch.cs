using System.Globalization;
using DurableTask.Sqlite.Store;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Client;

/// <summary>Which instances of one orchestrator to list, newest first.</summary>
public sealed record InstanceSearch
{
    /// <summary>The orchestrator's name, in any case.</summary>
    public required string Name { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus> Statuses { get; init; } = [];

    /// <summary>Only those created at this time or later; null for all.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only those created before this time; null for all.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Only those that come after this one in the order; null from the newest.</summary>
    public InstancePlace? After { get; init; }

    /// <summary>Only those whose input has this text at a path of <see cref="SqliteDurableTaskOptions.IndexedInputs"/>.</summary>
    public JsonText? Input { get; init; }

    /// <summary>Only those whose output has this text at a path of <see cref="SqliteDurableTaskOptions.IndexedOutputs"/>.</summary>
    public JsonText? Output { get; init; }
}

/// <summary>A place in the order of instances: the newest first, and of two with the same time the greater id (ordinal).</summary>
/// <param name="CreatedAt">When the instance was created.</param>
/// <param name="InstanceId">Its id.</param>
public readonly record struct InstancePlace(DateTimeOffset CreatedAt, string InstanceId);

/// <summary>A text in JSON.</summary>
/// <param name="Path">Its SQLite JSON path, such as <c>$.request.objectId</c>.</param>
/// <param name="Value">The text, compared ordinally.</param>
public sealed record JsonText(string Path, string Value);

/// <summary>Runs an <see cref="InstanceSearch"/> over the indexes of <see cref="ListingIndexes"/>.</summary>
internal static class InstanceSearcher
{
    /// <summary>Up to this many instances with a text are sorted; if there are more, the newest are compared one by one.</summary>
    public const int MostSorted = 5_000;

    private static readonly int[] AllStatuses = [.. Enum.GetValues<OrchestrationRuntimeStatus>().Select(status => (int)status).Distinct()];

    /// <summary>The newest instances.</summary>
    /// <param name="sql">The session.</param>
    /// <param name="search">Which.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="mostSorted">Up to how many with a text are sorted.</param>
    public static List<InstanceRow> Read(SqlSession sql, InstanceSearch search, int limit, int mostSorted = MostSorted)
    {
        (JsonText Text, int Kind)[] texts =
        [
            .. search.Input is { } input ? [(input, (int)PayloadKind.Input)] : Array.Empty<(JsonText, int)>(),
            .. search.Output is { } output ? [(output, (int)PayloadKind.Output)] : Array.Empty<(JsonText, int)>(),
        ];
        string statement = Array.FindIndex(texts, text => IsRare(sql, text.Text, text.Kind, mostSorted)) is var rare and >= 0
            ? Sorted(search, texts, rare)
            : Merged(search, texts);
        (long created, string id) = BoundOf(search);
        var rows = new List<InstanceRow>();
        using SqliteDataReader reader = sql.Query(
            statement,
            search.Name,
            search.CreatedFrom?.UtcTicks ?? 0,
            created,
            id,
            limit,
            texts.ElementAtOrDefault(0).Text?.Value,
            texts.ElementAtOrDefault(1).Text?.Value);
        while (reader.Read())
        {
            rows.Add(StoreQueries.ReadInstance(reader));
        }

        return rows;
    }

    /// <summary>All instances of a search are smaller, so that the range of the index starts there.</summary>
    private static (long Created, string Id) BoundOf(InstanceSearch search)
    {
        long before = search.CreatedBefore?.UtcTicks ?? long.MaxValue;
        return search.After is { } after && after.CreatedAt.UtcTicks < before
            ? (after.CreatedAt.UtcTicks, after.InstanceId)
            : (before, string.Empty);
    }

    private static bool IsRare(SqlSession sql, JsonText text, int kind, int mostSorted) => sql.Number(
        $"SELECT COUNT(*) FROM (SELECT 1 FROM payloads WHERE {ListingIndexes.Condition(text.Path, kind)} = $1 LIMIT $2)",
        text.Value,
        mostSorted + 1) <= mostSorted;

    /// <summary>The few instances that have a text are found by its index, and sorted.</summary>
    private static string Sorted(InstanceSearch search, (JsonText Text, int Kind)[] texts, int rare) =>
        $"""
        SELECT {StoreQueries.InstanceColumns}, {StoreQueries.PayloadColumns}
        FROM payloads CROSS JOIN instances i ON i.run = payloads.id / 4
        WHERE {ListingIndexes.Condition(texts[rare].Text.Path, texts[rare].Kind)} = {Parameter(rare)}
        AND i.name = $1 COLLATE NOCASE AND i.status IN ({string.Join(", ", StatusesOf(search))})
        AND i.created >= $2 AND (i.created, i.id) < ($3, $4){Others(texts, except: rare)}
        ORDER BY i.created DESC, i.id DESC LIMIT $5
        """;

    /// <summary>Each status has its own range of an index; the ranges are merged.</summary>
    private static string Merged(InstanceSearch search, (JsonText Text, int Kind)[] texts)
    {
        IEnumerable<string> ranges = StatusesOf(search).Select(status => string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT * FROM (
                SELECT i.run, i.created, i.id FROM instances i
                WHERE i.name = $1 COLLATE NOCASE AND i.status = {status} AND (i.created, i.id) < ($3, $4)
                AND i.created >= $2{Others(texts, except: -1)}
                ORDER BY i.created DESC, i.id DESC LIMIT $5)
            """));
        return $"""
            SELECT {StoreQueries.InstanceColumns}, {StoreQueries.PayloadColumns}
            FROM (
                SELECT run FROM ({string.Join("\nUNION ALL\n", ranges)}) ORDER BY created DESC, id DESC LIMIT $5
            ) found CROSS JOIN instances i ON i.run = found.run
            ORDER BY i.created DESC, i.id DESC LIMIT $5
            """;
    }

    private static string Others((JsonText Text, int Kind)[] texts, int except) => string.Concat(texts.Select((text, index) =>
        index == except
            ? string.Empty
            : $"\nAND EXISTS (SELECT 1 FROM payloads p WHERE p.id = i.run * 4 + {Number(text.Kind)} AND "
                + $"{ListingIndexes.Value("p.data", text.Text.Path)} = {Parameter(index)})"));

    private static IEnumerable<int> StatusesOf(InstanceSearch search) =>
        search.Statuses.Count == 0 ? AllStatuses : search.Statuses.Select(status => (int)status).Distinct().Order();

    private static string Parameter(int text) => "$" + Number(6 + text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
