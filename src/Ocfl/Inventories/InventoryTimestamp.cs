using System.Globalization;

namespace Ocfl.Inventories;

/// <summary>
/// A version's <c>created</c> time, an RFC 3339 date and time (OCFL 1.1, section 3.5.3.1), kept in the form in which it is written.
/// </summary>
/// <param name="Text">As it is written in the inventory, since the text of an earlier version is never changed. Empty if the inventory has
/// none.</param>
/// <param name="Value">The moment; null where the text is not one that RFC 3339 allows, which stops no reader.</param>
public readonly record struct InventoryTimestamp(string Text, DateTimeOffset? Value)
{
    /// <summary>
    /// The timestamp of a moment, in UTC and as precise as it is: <c>2026-08-01T12:00:00Z</c>, <c>2026-08-01T12:00:00.1234567Z</c>.
    /// </summary>
    public static InventoryTimestamp From(DateTimeOffset moment)
    {
        DateTimeOffset utc = moment.ToUniversalTime();
        return new(utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture), utc);
    }

    /// <summary>Reads a date and time of RFC 3339: with seconds, and with an offset from UTC.</summary>
    /// <param name="text">The text.</param>
    /// <param name="timestamp">The timestamp; without a text if it is not one.</param>
    /// <returns>False if it is not one, such as a date that does not exist.</returns>
    public static bool TryParse(string text, out InventoryTimestamp timestamp)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isTime = Rfc3339.TryParse(text, out DateTimeOffset value);
        timestamp = isTime ? new InventoryTimestamp(text, value) : new InventoryTimestamp("", null);
        return isTime;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
