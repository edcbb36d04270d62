using System.Globalization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

/// <summary>Which updates to list.</summary>
public sealed record UpdateFilter
{
    /// <summary>Only of this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlyCollection<UpdateStatus> Statuses { get; init; } = [];

    /// <summary>Only those created at this time or later; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those created before this time; null for all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only of the user with this name or address, in any case; null for all.</summary>
    public string? User { get; init; }

    /// <summary>Only those that have this in the message or in the object's id, in any case; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// How many to fetch in one request, 1 to 500; null for the service's default. It does not limit how many are listed.
    /// </summary>
    public int? PageSize { get; init; }

    /// <summary>The query string of a page.</summary>
    /// <param name="continuation">That of the page before; null for the first.</param>
    internal string ToQuery(string? continuation) => PageQuery.Of(
        ("objectId", ObjectId),
        ("status", Statuses.Count == 0 ? null : string.Join(',', Statuses)),
        ("from", PageQuery.Time(From)),
        ("to", PageQuery.Time(To)),
        ("user", User),
        ("text", Text),
        ("top", PageSize?.ToString(CultureInfo.InvariantCulture)),
        ("continuation", continuation));
}

/// <summary>Which validations to list.</summary>
public sealed record ValidationFilter
{
    /// <summary>Only of this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlyCollection<ValidationStatus> Statuses { get; init; } = [];

    /// <summary>Only those created at this time or later; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those created before this time; null for all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// How many to fetch in one request, 1 to 500; null for the service's default. It does not limit how many are listed.
    /// </summary>
    public int? PageSize { get; init; }

    /// <summary>The query string of a page.</summary>
    /// <param name="continuation">That of the page before; null for the first.</param>
    internal string ToQuery(string? continuation) => PageQuery.Of(
        ("objectId", ObjectId),
        ("status", Statuses.Count == 0 ? null : string.Join(',', Statuses)),
        ("from", PageQuery.Time(From)),
        ("to", PageQuery.Time(To)),
        ("top", PageSize?.ToString(CultureInfo.InvariantCulture)),
        ("continuation", continuation));
}

/// <summary>Writes the query strings of lists.</summary>
internal static class PageQuery
{
    /// <summary>The query string of the parameters that have a value.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        List<string> parts = [];
        foreach ((string name, string? value) in parameters)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    /// <summary>A time as the service reads it.</summary>
    public static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
