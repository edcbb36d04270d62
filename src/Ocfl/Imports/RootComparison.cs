using System.Runtime.CompilerServices;
using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Validation;

namespace Ocfl.Imports;

/// <summary>
/// Checks that a storage root has the objects of another one, each once and the same, and nothing else, and that it is valid: all its
/// content is read. Memory is bounded however many objects there are.
/// </summary>
/// <param name="source">The storage root whose objects are expected.</param>
/// <param name="target">The storage root that is checked.</param>
/// <param name="options">How the target is validated; null for the defaults.</param>
public sealed class RootComparison(StorageRoot source, StorageRoot target, ValidatorOptions? options = null)
{
    /// <summary>How many ids that are not where the source's layout puts them are searched for at once.</summary>
    private const int SearchedAtOnce = 100_000;

    private const int ComparedAtOnce = 16;

    /// <summary>How many objects of the source were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>How many objects of the target were validated.</summary>
    public long Validated { get; private set; }

    /// <summary>All that is not as it must be; nothing if the target is right.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<RootDifference> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (RootDifference difference in ValidateAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return difference;
        }

        await foreach (RootDifference difference in CompareAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return difference;
        }
    }

    private async IAsyncEnumerable<RootDifference> ValidateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> elsewhere = new(StringComparer.Ordinal);
        await foreach (ValidationReport report in new Validator(target.Storage, options).ValidateRootAsync(
            root: "", cancellationToken).ConfigureAwait(false))
        {
            bool isObject = report.Target == ValidationTarget.OcflObject;
            Validated += isObject ? 1 : 0;
            if (!report.IsValid)
            {
                yield return new RootDifference(
                    report.HasErrors ? RootDifferenceKind.Invalid : RootDifferenceKind.Unreadable,
                    report.ObjectId,
                    report.Path,
                    Describe(report))
                {
                    Findings = report.Findings,
                };
            }

            if (!isObject || report.ObjectId is not { } id || await IsInSourceAsync(id, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            elsewhere.Add(id);
            if (elsewhere.Count == SearchedAtOnce)
            {
                await foreach (RootDifference difference in SearchAsync(elsewhere, cancellationToken).ConfigureAwait(false))
                {
                    yield return difference;
                }
            }
        }

        await foreach (RootDifference difference in SearchAsync(elsewhere, cancellationToken).ConfigureAwait(false))
        {
            yield return difference;
        }
    }

    private async Task<bool> IsInSourceAsync(string id, CancellationToken cancellationToken) =>
        source.Layout is not null
        && await source.FindObjectRootAsync(id, cancellationToken).ConfigureAwait(false) is { } place
        && await TryReadIdAsync(place, cancellationToken).ConfigureAwait(false) == id;

    private async Task<string?> TryReadIdAsync(string objectRoot, CancellationToken cancellationToken)
    {
        try
        {
            return await InventoryIdReader.ReadAsync(source.Storage, objectRoot, cancellationToken).ConfigureAwait(false);
        }
        catch (OcflException)
        {
            return null;
        }
    }

    /// <summary>Searches the whole source for ids, and reports those that it does not have.</summary>
    private async IAsyncEnumerable<RootDifference> SearchAsync(
        HashSet<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            await foreach (ObjectEntry entry in source.ListObjectsAsync(readIds: true, cancellationToken).ConfigureAwait(false))
            {
                ids.Remove(entry.Id ?? "");
            }
        }

        foreach (string id in ids)
        {
            yield return new RootDifference(RootDifferenceKind.Additional, id, null, "It is not in the source.");
        }

        ids.Clear();
    }

    private async IAsyncEnumerable<RootDifference> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectEntry[] entries in source.ListObjectsAsync(readIds: true, cancellationToken)
            .Chunk(ComparedAtOnce).ConfigureAwait(false))
        {
            foreach (RootDifference? difference in await Task.WhenAll(
                entries.Select(entry => CompareAsync(entry, cancellationToken))).ConfigureAwait(false))
            {
                Compared++;
                if (difference is not null)
                {
                    yield return difference;
                }
            }
        }
    }

    private async Task<RootDifference?> CompareAsync(ObjectEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Id is not { } id)
        {
            return new RootDifference(
                RootDifferenceKind.Unreadable, null, entry.Root, entry.Problem ?? "The source's object cannot be read.");
        }

        try
        {
            OcflObject? there = await target.OpenObjectAsync(id, cancellationToken).ConfigureAwait(false);
            OcflObject? expected = there is null
                ? null
                : await OcflObject.TryOpenAsync(source.Storage, entry.Root, cancellationToken).ConfigureAwait(false);
            return there is null ? new RootDifference(RootDifferenceKind.Missing, id, entry.Root, "It is not in the target.")
                : expected?.InventoryDigest == there.InventoryDigest ? null
                : new RootDifference(RootDifferenceKind.Different, id, entry.Root, "The source has it with another inventory.");
        }
        catch (OcflException failure)
        {
            return new RootDifference(RootDifferenceKind.Unreadable, id, entry.Root, failure.Message);
        }
    }

    private static string Describe(ValidationReport report) =>
        report.Findings.FirstOrDefault(finding => finding.Severity is FindingSeverity.Error or FindingSeverity.Unchecked) is { } first
            ? $"{first.Code}: {first.Message}"
            : "It is not known whether it is valid.";
}

/// <summary>Something in which a storage root is not what it must be.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ObjectId">The object; null if it is about no object, or its id is not known.</param>
/// <param name="Path">Where it is: in the source if something of it is missing, otherwise in the target; null if that is not known.</param>
/// <param name="Problem">For people.</param>
public sealed record RootDifference(RootDifferenceKind Kind, string? ObjectId, string? Path, string Problem)
{
    /// <summary>What validation found; empty for other kinds.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>In what a storage root is not what it must be.</summary>
public enum RootDifferenceKind
{
    /// <summary>An object of the target, or the target itself, is not valid.</summary>
    Invalid,

    /// <summary>An object of the source is not in the target.</summary>
    Missing,

    /// <summary>An object is another one in the source.</summary>
    Different,

    /// <summary>An object of the target is not in the source.</summary>
    Additional,

    /// <summary>Something could not be read.</summary>
    Unreadable,
}
