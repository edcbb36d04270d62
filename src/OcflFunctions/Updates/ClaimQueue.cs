using System.Text.Json.Serialization;

namespace OcflFunctions.Updates;

/// <summary>The queue of an object, while it is changed.</summary>
internal sealed class ClaimQueue(ClaimRecord record)
{
    private readonly List<string> _updates = [.. record.Updates];
    private readonly Dictionary<string, DateTimeOffset> _reserved =
        new(record.Reserved ?? new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether it was changed.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Whether a place was added.</summary>
    public bool HasGrown { get; private set; }

    /// <summary>How many updates are in it.</summary>
    public int Count => _updates.Count;

    /// <summary>The update whose turn it is; null if there is none.</summary>
    public string? First => _updates.Count > 0 ? _updates[0] : null;

    /// <summary>Whether an update has a place.</summary>
    public bool Has(string updateId) => _updates.Contains(updateId);

    /// <summary>When a place was reserved that its update has not claimed; null if it has.</summary>
    public DateTimeOffset? ReservedAt(string updateId) => _reserved.TryGetValue(updateId, out DateTimeOffset at) ? at : null;

    /// <summary>Reserves the last place for an update, unless it has one.</summary>
    public void Reserve(string updateId, DateTimeOffset now)
    {
        if (!Has(updateId))
        {
            _updates.Add(updateId);
            _reserved.Add(updateId, now);
            HasChanged = true;
            HasGrown = true;
        }
    }

    /// <summary>Claims the place of an update; the last one if it has none.</summary>
    /// <returns>False if it had claimed it before.</returns>
    public bool Claim(string updateId)
    {
        bool isReserved = _reserved.Remove(updateId);
        bool isNew = isReserved || !Has(updateId);
        if (isNew && !isReserved)
        {
            _updates.Add(updateId);
            HasGrown = true;
        }

        HasChanged |= isNew;
        return isNew;
    }

    /// <summary>Releases the place of an update.</summary>
    /// <returns>False if it had none.</returns>
    public bool Remove(string updateId)
    {
        bool had = _updates.Remove(updateId);
        _reserved.Remove(updateId);
        HasChanged |= had;
        return had;
    }

    /// <summary>The queue as it is stored.</summary>
    public ClaimRecord ToRecord() => record with { Updates = _updates, Reserved = _reserved.Count > 0 ? _reserved : null };
}

/// <summary>The updates of an object in order of arrival: the first has its turn, the others wait.</summary>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Updates">The updates' ids.</param>
/// <param name="Reserved">
/// The updates whose place was reserved before they were scheduled and which have not claimed it yet, with the time of the
/// reservation, in UTC. Null if there are none.
/// </param>
public sealed record ClaimRecord(
    string ObjectId,
    IReadOnlyList<string> Updates,
    [property: JsonIgnore(
        Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, DateTimeOffset>? Reserved = null);
