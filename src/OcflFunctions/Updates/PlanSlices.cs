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
    // How long the names of single steps may be in a result of an activity: messages of up to 45 KB stay cheap.
    private const int NamesBudget = 20_000;
    private const int ClippedName = 200;

    /// <summary>
    /// Cuts a plan. A small plan has a slice for each step, with its name; in a large one the copies are combined, up to a number and
    /// up to a size. A file that is larger is a slice of its own.
    /// </summary>
    public static PlanSlices Cut(UpdatePlan plan, UpdateOptions options)
    {
        IReadOnlyList<string>? names = NamesOf(plan, options.SingleSteps);
        List<IReadOnlyList<OcflActivity>> slices = [];
        PlanOrder order = PlanOrder.Of(plan);
        IReadOnlyList<OcflActivity> steps = plan.Activities;
        SliceRange preparation = Add(slices, steps.Take(order.Preparation).Select(Single));
        SliceRange copies = Add(slices, CutCopies(steps.Take(order.Copies), names is null ? options.SliceFiles : 1, options.SliceBytes));
        SliceRange commit = Add(slices, steps.Take(order.Commit).Select(Single));
        SliceRange finish = Add(slices, steps.Take(order.Finish).Select(Single));
        return new PlanSlices(slices, new PlanSummary
        {
            Head = plan.Head,
            ObjectRoot = plan.ObjectRoot,
            DigestAlgorithm = plan.DigestAlgorithm,
            InventoryDigest = plan.InventoryDigest,
            ChangesNothing = plan.ChangesNothing,
            Files = plan.Files?.ToContract(),
            Steps = plan.Activities.Count,
            Bytes = plan.Activities.Sum(step => step.Length),
            Preparation = preparation,
            Copies = copies,
            Commit = commit,
            Finish = finish,
            Names = names,
        });
    }

    private static string[]? NamesOf(UpdatePlan plan, int singleSteps)
    {
        if (plan.Activities.Count > singleSteps)
        {
            return null;
        }

        string[] names = [.. plan.Activities.Select(step => StatusText.Clip(step.Name, ClippedName))];
        return names.Sum(name => name.Length) <= NamesBudget ? names : null;
    }

    private static IEnumerable<IReadOnlyList<OcflActivity>> CutCopies(IEnumerable<OcflActivity> copies, int mostFiles, long mostBytes)
    {
        Batch<OcflActivity> slice = new(mostFiles, mostBytes);
        foreach (OcflActivity copy in copies)
        {
            if (!slice.HasRoomFor(copy.Length))
            {
                yield return slice.Take();
            }

            slice.Add(copy, copy.Length);
        }

        if (slice.Count > 0)
        {
            yield return slice.Take();
        }
    }

    private static SliceRange Add(List<IReadOnlyList<OcflActivity>> slices, IEnumerable<IReadOnlyList<OcflActivity>> more)
    {
        int first = slices.Count;
        slices.AddRange(more);
        return new SliceRange(first, slices.Count - first);
    }

    private static IReadOnlyList<OcflActivity> Single(OcflActivity step) => [step];
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

    /// <summary>The name of each step, clipped, if each slice is one step; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Names { get; init; }
}
