using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>A plan's steps, cut into slices, each for one activity.</summary>
/// <param name="Slices">The slices, in the plan's order.</param>
/// <param name="Summary">The summary for the orchestrator.</param>
public sealed record PlanSlices(IReadOnlyList<IReadOnlyList<OcflActivity>> Slices, PlanSummary Summary)
{
    /// <summary>Up to how many steps callers see each step of a plan, by name and state. An answer has some 100 bytes for each.</summary>
    public const int MostListedSteps = 2100;

    // How long the names of slices may be in a result of an activity: messages of up to 45 KB stay cheap.
    private const int NamesBudget = 20_000;
    private const int ClippedName = 200;

    // A custom status has a character for each slice.
    private const int MostNamedSlices = 500;

    /// <summary>
    /// Cuts a plan. A small plan has a slice for each step; in a large one the copies are combined, up to a number and up to a size. A
    /// file that is larger is a slice of its own.
    /// </summary>
    public static PlanSlices Cut(UpdatePlan plan, UpdateOptions options)
    {
        IReadOnlyList<OcflActivity> steps = plan.Activities;
        PlanOrder order = PlanOrder.Of(plan);
        bool isSingle = steps.Count <= options.SingleSteps && NamesOf(Single(steps, Range.All)) is not null;
        List<StepSlice> slices = [];
        SliceRange preparation = Add(slices, Single(steps, order.Preparation));
        SliceRange copies = Add(slices, CutCopies(steps, order.Copies, isSingle ? 1 : options.SliceFiles, options));
        SliceRange commit = Add(slices, Single(steps, order.Commit));
        SliceRange finish = Add(slices, Single(steps, order.Finish));
        return new PlanSlices(slices, new PlanSummary
        {
            Head = plan.Head,
            ObjectRoot = plan.ObjectRoot,
            DigestAlgorithm = plan.DigestAlgorithm,
            InventoryDigest = plan.InventoryDigest,
            ChangesNothing = plan.ChangesNothing,
            Files = plan.Files?.ToContract(),
            Steps = steps.Count,
            Bytes = slices.Sum(slice => slice.Bytes),
            Preparation = preparation,
            Copies = copies,
            Commit = commit,
            Finish = finish,
            Names = steps.Count <= MostListedSteps && slices.Count <= MostNamedSlices ? NamesOf(slices) : null,
        });
    }

    // Null if they are too long together.
    private static string[]? NamesOf(IEnumerable<IReadOnlyList<OcflActivity>> slices)
    {
        string[] names = [.. slices.Select(NameOf)];
        return names.Sum(name => name.Length) <= NamesBudget ? names : null;
    }

    private static string NameOf(IReadOnlyList<OcflActivity> slice) => slice is [{ } step]
        ? StatusText.Clip(step.Name, ClippedName)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"copy {slice.Count} files: {ClipPath(slice[0])} to {ClipPath(slice[^1])}");

    private static string ClipPath(OcflActivity copy) => StatusText.Clip(copy.Path, ClippedName / 3);

    private static IEnumerable<StepSlice> CutCopies(
        IReadOnlyList<OcflActivity> steps, Range copies, int mostFiles, UpdateOptions options)
    {
        Batch<int> slice = new(mostFiles, options.SliceBytes);
        foreach (int index in IndexesOf(steps, copies))
        {
            // A file that may be copied in ranges is a slice of its own: an activity copies one range of one file.
            long length = steps[index].Length;
            bool isAlone = RangedFiles.Takes(length, options);
            if (!slice.HasRoomFor(length, isAlone))
            {
                yield return Take();
            }

            slice.Add(index, length);
            if (isAlone)
            {
                yield return Take();
            }
        }

        if (slice.Count > 0)
        {
            yield return Take();
        }

        StepSlice Take()
        {
            long bytes = slice.Bytes;
            IReadOnlyList<int> taken = slice.Take();
            return new StepSlice(steps, taken[0], taken.Count, bytes);
        }
    }

    private static SliceRange Add(List<StepSlice> slices, IEnumerable<StepSlice> more)
    {
        int first = slices.Count;
        slices.AddRange(more);
        return new SliceRange(first, slices.Count - first);
    }

    private static IEnumerable<StepSlice> Single(IReadOnlyList<OcflActivity> steps, Range range) =>
        IndexesOf(steps, range).Select(index => new StepSlice(steps, index, count: 1, steps[index].Length));

    private static IEnumerable<int> IndexesOf(IReadOnlyList<OcflActivity> steps, Range range)
    {
        (int first, int count) = range.GetOffsetAndLength(steps.Count);
        return Enumerable.Range(first, count);
    }

    /// <summary>Some of a plan's steps. A large plan makes each of its steps when it is requested, so that no slice holds any.</summary>
    private sealed class StepSlice(IReadOnlyList<OcflActivity> steps, int first, int count, long bytes) : IReadOnlyList<OcflActivity>
    {
        public long Bytes => bytes;

        public int Count => count;

        public OcflActivity this[int index] =>
            (uint)index < (uint)count ? steps[first + index] : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<OcflActivity> GetEnumerator() => Enumerable.Range(first, count).Select(index => steps[index]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>
/// The summary of a plan for the orchestrator: its size is bounded for objects of any size. The plan itself is in the work area.
/// </summary>
public sealed record PlanSummary
{
    /// <summary>The version that the object will have, or has if nothing changes.</summary>
    public required string Head { get; init; }

    /// <summary>The object root's path in the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The inventory's digest algorithm.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal.</summary>
    public required string InventoryDigest { get; init; }

    /// <summary>Whether the object already has the requested content.</summary>
    public bool ChangesNothing { get; init; }

    /// <summary>How many files the version adds, changes, removes and renames; null if the plan does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileChangeCounts? Files { get; init; }

    /// <summary>How many steps.</summary>
    public long Steps { get; init; }

    /// <summary>How many bytes they write.</summary>
    public long Bytes { get; init; }

    /// <summary>The slices before the copies, one after the other.</summary>
    public SliceRange Preparation { get; init; } = SliceRange.Empty;

    /// <summary>The slices of copies, in any order and at the same time.</summary>
    public SliceRange Copies { get; init; } = SliceRange.Empty;

    /// <summary>The slices up to the root inventory, which is the commit, one after the other.</summary>
    public SliceRange Commit { get; init; } = SliceRange.Empty;

    /// <summary>The slices after the commit, one after the other.</summary>
    public SliceRange Finish { get; init; } = SliceRange.Empty;

    /// <summary>The name of each slice, clipped: that of its step, or of its first and last file. Null if there are too many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Names { get; init; }
}
