using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Client;

/// <summary>Reads one page of instances by time of creation and id. New instances do not change the pages that follow.</summary>
internal static class InstanceListing
{
    /// <summary>
    /// A page, which is shorter than requested if its payloads are large. Damaged instances are in it, with
    /// <see cref="InstanceRow.Damage"/>.
    /// </summary>
    public static ListingPage Read(SqlSession sql, OrchestrationQuery query, QueryToken? after, int limit, bool newestFirst)
    {
        if (!query.FetchInputsAndOutputs)
        {
            List<InstanceRow> rows = ReadRows(sql, query, after, limit + 1, newestFirst);
            return new ListingPage([.. rows.Take(limit)], rows.Count > limit);
        }

        // All statements see one moment.
        sql.Execute("BEGIN");
        try
        {
            List<InstanceRow> rows = ReadRows(sql, query, after, limit + 1, newestFirst);
            var page = new RowPage<InstanceRow>(limit);
            foreach (InstanceRow row in rows.TakeWhile(_ => !page.IsFull))
            {
                InstanceRow full = StoreQueries.WithPayloads(sql, row);
                page.Add(full, full.Input, full.Output, full.CustomStatus, full.Failure);
            }

            return new ListingPage(page.Rows, rows.Count > page.Rows.Count);
        }
        finally
        {
            sql.Execute("COMMIT");
        }
    }

    private static List<InstanceRow> ReadRows(
        SqlSession sql, OrchestrationQuery query, QueryToken? after, int limit, bool newestFirst)
    {
        string direction = newestFirst ? "DESC" : "ASC";
        string statement = query.Statuses?.Any() != true
            ? $"SELECT * FROM ({Select(query, newestFirst, null)}) ORDER BY created {direction}, id {direction} LIMIT $6"
            : Merge(query, direction, newestFirst);
        (string from, string to) = Prefix(query.InstanceIdPrefix);
        using SqlStatement reader = sql.Query(
            statement,
            query.CreatedFrom?.UtcTicks ?? long.MinValue,
            query.CreatedTo?.UtcTicks ?? long.MaxValue,
            after?.Created ?? (newestFirst ? long.MaxValue : long.MinValue),
            after?.Id ?? string.Empty,
            from,
            limit,
            to);
        var rows = new List<InstanceRow>();
        while (reader.Read())
        {
            rows.Add(StoreQueries.ReadInstanceOrDamage(reader));
        }

        return rows;
    }

    /// <summary>Each status has its own range of an index; the ranges are merged.</summary>
    private static string Merge(OrchestrationQuery query, string direction, bool newestFirst)
    {
        IEnumerable<int> statuses = query.Statuses!.Select(status => (int)status).Distinct().Order();
        string union = string.Join("\nUNION ALL\n", statuses.Select(status => $"SELECT * FROM ({Select(query, newestFirst, status)})"));
        return $"SELECT * FROM ({union}) ORDER BY created {direction}, id {direction} LIMIT $6";
    }

    private static string Select(OrchestrationQuery query, bool newestFirst, int? status)
    {
        string payloads = query.FetchInputsAndOutputs ? StoreQueries.NoPayloadColumns : StoreQueries.FailureColumn;
        string direction = newestFirst ? "DESC" : "ASC";
        string beyond = newestFirst ? "<" : ">";
        string filter = status is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"i.status = {wanted} AND ") : string.Empty;
        return $"""
            SELECT {StoreQueries.InstanceColumns}, {payloads} FROM instances i
            WHERE {filter}(i.created, i.id) {beyond} ($3, $4) AND i.created >= $1 AND i.created <= $2 AND i.id >= $5 AND i.id < $7
            ORDER BY i.created {direction}, i.id {direction} LIMIT $6
            """;
    }

    /// <summary>The range of the ids that start with the prefix. Ids are ASCII.</summary>
    private static (string From, string To) Prefix(string? prefix) =>
        string.IsNullOrEmpty(prefix) ? (string.Empty, "\uffff") : (prefix, prefix + "\uffff");
}

/// <summary>A page of instances.</summary>
internal sealed record ListingPage(IReadOnlyList<InstanceRow> Rows, bool HasMore)
{
    /// <summary>Where the next page begins; null if there is none.</summary>
    public QueryToken? Next => HasMore ? new QueryToken(Rows[^1].Created, Rows[^1].Id) : null;
}

/// <summary>Where a listing continues: after the instance with this creation time and id.</summary>
internal sealed record QueryToken(long Created, string Id)
{
    /// <exception cref="ArgumentException">The text is not a continuation token.</exception>
    public static QueryToken Parse(string token)
    {
        string text = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : string.Empty;
        int separator = text.IndexOf('|', StringComparison.Ordinal);
        return separator > 0
            && long.TryParse(text.AsSpan(0, separator), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long created)
            ? new QueryToken(created, text[(separator + 1)..])
            : throw new ArgumentException("The continuation token was not issued by this store.", nameof(token));
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Created}|{Id}")));
}
