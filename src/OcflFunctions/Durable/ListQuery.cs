using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Durable;

/// <summary>What every list of instances can be limited by: when they were created, and which page.</summary>
internal sealed record ListQuery
{
    /// <summary>Its query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["from", "to", .. PageQuery.Parameters];

    // A time says its zone, so that it means the same for the caller and the service.
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Only those created at this time or later; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those created before this time; null for all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many at most.</summary>
    public int Top { get; init; }

    /// <summary>Only those that come after this one in the order; null from the newest.</summary>
    public InstancePosition? After { get; init; }

    /// <summary>Reads the query.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static ListQuery Read(IQueryCollection query, int usualTop, int mostTop)
    {
        ListQuery list = new()
        {
            From = ReadTime(query, "from"),
            To = ReadTime(query, "to"),
            Top = PageQuery.ReadTop(query, usualTop, mostTop),
            After = PageQuery.ReadContinuation<InstancePosition?>(query, (ticks, id) => InstancePosition.Parse(ticks, id)),
        };
        return list.From >= list.To
            ? throw new ProblemException(ProblemKind.InvalidQuery, "'to' must be later than 'from'.", "to")
            : list;
    }

    /// <summary>The selection of an orchestrator's instances.</summary>
    public InstanceSelection Select(string orchestrator) => new(orchestrator)
    {
        From = From,
        To = To,
        AfterCreatedAt = After?.CreatedAt,
        AfterId = After?.Id ?? "",
    };

    /// <summary>A text, compared in any case; null if it is not given.</summary>
    /// <exception cref="ProblemException">It is empty or too long.</exception>
    public static string? ReadText(IQueryCollection query, string name, int most)
    {
        if (!query.TryGetValue(name, out var value))
        {
            return null;
        }

        string text = value.ToString();
        return text.Length >= 1 && text.Length <= most
            ? text
            : throw new ProblemException(
                ProblemKind.InvalidQuery,
                string.Create(CultureInfo.InvariantCulture, $"It must have 1 to {most} characters; it has {text.Length}."),
                name);
    }

    /// <summary>The statuses of the parameter <c>status</c>; empty if it is not given.</summary>
    /// <exception cref="ProblemException">One of them is not a status.</exception>
    public static IReadOnlySet<T> ReadStatuses<T>(IQueryCollection query)
        where T : struct, Enum
    {
        HashSet<T> statuses = [];
        string text = query["status"].ToString();
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The first of each enum is what no service sends.
            if (char.IsAsciiDigit(name[0]) || !Enum.TryParse(name, ignoreCase: true, out T status) || status.Equals(default(T)))
            {
                IEnumerable<T> known = Enum.GetValues<T>().Where(known => !known.Equals(default(T)));
                throw new ProblemException(
                    ProblemKind.InvalidQuery, $"'{name}' is not a status; there are: {string.Join(", ", known)}.", "status");
            }

            statuses.Add(status);
        }

        return statuses;
    }

    private static DateTimeOffset? ReadTime(IQueryCollection query, string name)
    {
        if (!query.TryGetValue(name, out var value))
        {
            return null;
        }

        string text = value.ToString();
        bool hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasZone && DateTimeOffset.TryParseExact(
            text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : throw new ProblemException(
                ProblemKind.InvalidQuery, $"'{text}' is not a time with a zone, such as 2026-08-01T12:00:00Z.", name);
    }
}

/// <summary>The statuses of the engine in which something with a status of this service can be.</summary>
internal static class RuntimeStatuses
{
    /// <summary>Those of several statuses; empty for all.</summary>
    public static IReadOnlyCollection<OrchestrationRuntimeStatus> Of<T>(
        IEnumerable<T> statuses, Func<T, OrchestrationRuntimeStatus[]> runtimeStatusesOf) =>
        [.. statuses.SelectMany(runtimeStatusesOf).Distinct()];
}

/// <summary>Texts in JSON that is not read.</summary>
internal static class RawText
{
    /// <summary>False only if no string of the JSON can have the text in it, in any case.</summary>
    public static bool MayHave(string? json, string text) =>
        json is not null && (json.Contains(text, StringComparison.OrdinalIgnoreCase) || json.Contains('\\', StringComparison.Ordinal));
}
