using OcflFunctions.Contracts;

namespace OcflFunctions.Audits;

/// <summary>
/// One reading of the ledger, file by file: it enters new objects, notes what was checked, counts the coverage, and chooses the objects
/// that were not checked for the longest time. It holds one file at a time, and the chosen objects.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="most">How many objects are chosen at most.</param>
/// <param name="startedAt">When the run started.</param>
/// <param name="dueBefore">An object that was checked before this time is due.</param>
internal sealed class LedgerPass(AuditLedger ledger, int most, DateTimeOffset startedAt, DateTimeOffset dueBefore)
{
    private static readonly Comparer<(long Order, string Root)> LastFirst = Comparer<(long Order, string Root)>.Create(
        (one, other) => one.Order != other.Order
            ? other.Order.CompareTo(one.Order)
            : string.CompareOrdinal(other.Root, one.Root));

    private readonly PriorityQueue<LedgerEntry, (long Order, string Root)> _chosen = new(LastFirst);

    /// <summary>How many objects are due, chosen or not.</summary>
    public long Due { get; private set; }

    /// <summary>The counts, but for what is not in the ledger.</summary>
    public AuditCoverage Coverage { get; private set; } = new() { AsOf = startedAt };

    /// <summary>How many entries were held at once, at most; for tests.</summary>
    public int MostHeld { get; private set; }

    /// <summary>The chosen objects, the longest unchecked first.</summary>
    public IReadOnlyList<SelectedObject> Chosen =>
    [
        .. _chosen.UnorderedItems
            .OrderBy(item => item.Priority.Order)
            .ThenBy(item => item.Priority.Root, StringComparer.Ordinal)
            .Select(item => new SelectedObject(item.Element.Root, item.Element.Id, item.Element.CheckedAt)),
    ];

    /// <summary>Reads the ledger.</summary>
    /// <param name="listed">The objects of a file of the ledger that a listing found; null if there was no listing.</param>
    /// <param name="isWhole">Whether the listing found everything: what it did not find is not there.</param>
    /// <param name="results">What was checked.</param>
    /// <param name="withinSince">An object that was checked since then counts as checked within the interval.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(
        Func<int, CancellationToken, Task<IReadOnlySet<string>>>? listed,
        bool isWhole,
        IEnumerable<CheckedObject> results,
        DateTimeOffset withinSince,
        CancellationToken cancellationToken)
    {
        ILookup<int, CheckedObject> checks = results.ToLookup(check => AuditLedger.ShardOf(check.Root));
        IReadOnlySet<int> shards = await ledger.ListAsync(cancellationToken);
        for (int shard = 0; shard < AuditLedger.Shards; shard++)
        {
            IReadOnlySet<string>? seen = listed is null ? null : await listed(shard, cancellationToken);
            if (shards.Contains(shard) || seen is { Count: > 0 })
            {
                Take(
                    await ledger.ChangeAsync(shard, entries => Merge(entries, seen, isWhole, checks[shard]), cancellationToken),
                    withinSince);
            }
        }
    }

    private static bool Merge(
        Dictionary<string, LedgerEntry> entries, IReadOnlySet<string>? seen, bool isWhole, IEnumerable<CheckedObject> checks)
    {
        bool hasChanged = false;
        foreach (string root in seen ?? new HashSet<string>(StringComparer.Ordinal))
        {
            hasChanged |= entries.TryAdd(root, new LedgerEntry { Root = root });
        }

        foreach (LedgerEntry entry in seen is null ? [] : entries.Values.ToArray())
        {
            bool unseen = (isWhole || entry.Unseen) && seen?.Contains(entry.Root) == false;
            if (unseen != entry.Unseen)
            {
                entries[entry.Root] = entry with { Unseen = unseen };
                hasChanged = true;
            }
        }

        foreach (CheckedObject check in checks)
        {
            if (entries.TryGetValue(check.Root, out LedgerEntry? entry) && entry.After(check) is var after && after != entry)
            {
                hasChanged = true;
                if (check.Result == LedgerResult.Left)
                {
                    entries.Remove(check.Root);
                }
                else
                {
                    entries[check.Root] = after;
                }
            }
        }

        return hasChanged;
    }

    private void Take(IReadOnlyCollection<LedgerEntry> entries, DateTimeOffset withinSince)
    {
        MostHeld = Math.Max(MostHeld, entries.Count + _chosen.Count);
        foreach (LedgerEntry entry in entries)
        {
            Count(entry, withinSince);
            if (entry.IsDue(startedAt, dueBefore))
            {
                Due++;
                Choose(entry);
            }
        }
    }

    private void Choose(LedgerEntry entry)
    {
        if (_chosen.Count < most)
        {
            _chosen.Enqueue(entry, (entry.Order, entry.Root));
        }
        else if (most > 0)
        {
            _chosen.EnqueueDequeue(entry, (entry.Order, entry.Root));
        }
    }

    private void Count(LedgerEntry entry, DateTimeOffset withinSince)
    {
        bool isWithin = entry.CheckedAt >= withinSince;
        Coverage = Coverage with
        {
            Objects = Coverage.Objects + 1,
            WithinInterval = Coverage.WithinInterval + (isWithin ? 1 : 0),
            Overdue = Coverage.Overdue + (entry.CheckedAt is not null && !isWithin ? 1 : 0),
            NeverChecked = Coverage.NeverChecked + (entry.CheckedAt is null ? 1 : 0),
            Unverified = Coverage.Unverified + (entry.Result == LedgerResult.Unverified ? 1 : 0),
            OldestCheck = entry.CheckedAt is { } at && !(Coverage.OldestCheck <= at) ? at : Coverage.OldestCheck,
        };
    }
}

/// <summary>An object that a run is to check.</summary>
/// <param name="Root">The object's root from the storage root.</param>
/// <param name="Id">The object's id; null if it is not known yet.</param>
/// <param name="CheckedAt">When it was last checked, in UTC; null if it never was.</param>
internal sealed record SelectedObject(string Root, string? Id, DateTimeOffset? CheckedAt);

/// <summary>What a check of an object found.</summary>
internal sealed record CheckedObject
{
    /// <summary>The object's root from the storage root.</summary>
    public required string Root { get; init; }

    /// <summary>When the check began, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it found.</summary>
    public required LedgerResult Result { get; init; }

    /// <summary>The object's id; null if it could not be read.</summary>
    public string? Id { get; init; }

    /// <summary>The object's newest version; null if it could not be read.</summary>
    public string? Head { get; init; }

    /// <summary>The digest of the inventory that was checked; null if it could not be read.</summary>
    public string? Digest { get; init; }
}
