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

    /// <summary>
    /// How many to fetch in one request, 1 to 500; null for the service's default. It does not limit how many are listed.
    /// </summary>
    public int? PageSize { get; init; }

    /// <summary>The query string of a page.</summary>
    /// <param name="continuation">That of the page before; null for the first.</param>
    internal string ToQuery(string? continuation)
    {
        List<string> parts = [];
        Add("objectId", ObjectId);
        Add("status", Statuses.Count == 0 ? null : string.Join(',', Statuses));
        Add("top", PageSize?.ToString(CultureInfo.InvariantCulture));
        Add("continuation", continuation);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }
}
