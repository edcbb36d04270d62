using System.Globalization;
using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Which updates to list.</summary>
internal sealed record UpdateQuery
{
    /// <summary>The query parameters that say so.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["objectId", "status", .. PageQuery.Parameters];

    private const int MostTop = 500;

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

    /// <summary>The continuation that goes on after an update.</summary>
    public static string Continue(UpdatePosition position) =>
        PageQuery.Continue(position.CreatedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture), position.Id);

    private static HashSet<UpdateStatus> ReadStatuses(string text)
    {
        HashSet<UpdateStatus> statuses = [];
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (char.IsAsciiDigit(name[0]) || !Enum.TryParse(name, ignoreCase: true, out UpdateStatus status) || status == UpdateStatus.Unknown)
            {
                IEnumerable<UpdateStatus> known = Enum.GetValues<UpdateStatus>().Where(known => known != UpdateStatus.Unknown);
                throw new ProblemException(ProblemKind.InvalidQuery, $"'{name}' is no status; there are: {string.Join(", ", known)}.", "status");
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
