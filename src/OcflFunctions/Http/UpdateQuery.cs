using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Which updates to list.</summary>
internal sealed record UpdateQuery
{
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
        Top = ReadTop(query["top"].ToString()),
        After = ReadContinuation(query["continuation"].ToString()),
    };

    /// <summary>The continuation that goes on after an update.</summary>
    public static string Continue(UpdatePosition position) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{position.CreatedAt.UtcTicks:x} {position.Id}")));

    private static HashSet<UpdateStatus> ReadStatuses(string text)
    {
        HashSet<UpdateStatus> statuses = [];
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (char.IsAsciiDigit(name[0]) || !Enum.TryParse(name, ignoreCase: true, out UpdateStatus status))
            {
                throw new ProblemException(ProblemKind.InvalidQuery, $"'{name}' is no status; there are: {string.Join(", ", Enum.GetNames<UpdateStatus>())}.", "status");
            }

            statuses.Add(status);
        }

        return statuses;
    }

    private static int ReadTop(string text)
    {
        if (text.Length == 0)
        {
            return new UpdateQuery().Top;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int top) && top is >= 1 and <= MostTop
            ? top
            : throw new ProblemException(ProblemKind.InvalidQuery, string.Create(CultureInfo.InvariantCulture, $"'{text}' must be a number from 1 to {MostTop}."), "top");
    }

    private static UpdatePosition? ReadContinuation(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            string[] parts = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text)).Split(' ', 2);
            long ticks = long.Parse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return new UpdatePosition(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1]);
        }
        catch (Exception invalid) when (invalid is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ProblemException(ProblemKind.InvalidQuery, "It is not a continuation that this service gave.", "continuation");
        }
    }
}
