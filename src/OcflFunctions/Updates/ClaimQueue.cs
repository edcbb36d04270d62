using System.Text.Json.Serialization;

namespace OcflFunctions.Updates;

/// <summary>The queue for an object, while it is changed.</summary>
internal sealed class ClaimQueue(ClaimRecord record)
{
    private readonly List<string> _updates = [.. record.Updates];
    private readonly Dictionary<string, DateTimeOffset> _reserved =
        new(record.Reserved ?? new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether it is another than it was.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>How many updates are in it.</summary>
    public int Count => _updates.Count;

    /// <summary>The update whose turn it is; null when there is none.</summary>
    public string? First => _updates.Count > 0 ? _updates[0] : null;

    /// <summary>Whether an update has a place.</summary>
    public bool Has(string updateId) => _updates.Contains(updateId);

    /// <summary>When the place of an update was taken that has not claimed it; null when it has.</summary>
    public DateTimeOffset? ReservedAt(string updateId) => _reserved.TryGetValue(updateId, out DateTimeOffset at) ? at : null;

    /// <summary>Takes the last place for an update, unless it has one.</summary>
    public void Reserve(string updateId, DateTimeOffset now)
    {
        if (!Has(updateId))
        {
            _updates.Add(updateId);
            _reserved.Add(updateId, now);
            HasChanged = true;
        }
    }

    /// <summary>Claims the place of an update, the last one where it has none.</summary>
    /// <returns>False when it had claimed it before.</returns>
    public bool Claim(string updateId)
    {
        bool isReserved = _reserved.Remove(updateId);
        bool isNew = isReserved || !Has(updateId);
        if (isNew && !isReserved)
        {
            _updates.Add(updateId);
        }

        HasChanged |= isNew;
        return isNew;
    }

    /// <summary>Gives up the place of an update.</summary>
    /// <returns>False when it had none.</returns>
    public bool Remove(string updateId)
    {
        bool had = _updates.Remove(updateId);
        _reserved.Remove(updateId);
        HasChanged |= had;
        return had;
    }

    /// <summary>The queue as it is kept.</summary>
    public ClaimRecord ToRecord() => record with { Updates = _updates, Reserved = _reserved.Count > 0 ? _reserved : null };
}

/// <summary>Who claims an object, in order of arrival: the first has it, the others wait.</summary>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Updates">The updates' ids.</param>
/// <param name="Reserved">
/// Those of them whose place was taken for them before they were scheduled, and who have not claimed it yet: when it was taken, in UTC.
/// Null when there are none.
/// </param>
public sealed record ClaimRecord(
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("updates")] IReadOnlyList<string> Updates,
    [property: JsonPropertyName("reserved"), JsonIgnore(
        Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, DateTimeOffset>? Reserved = null);
