using System.Text.Json.Serialization;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>A plan's steps, cut into what one activity carries out.</summary>
/// <param name="Slices">The slices, in the plan's order.</param>
/// <param name="Summary">What the orchestrator needs to know of them.</param>
public sealed record PlanSlices(IReadOnlyList<IReadOnlyList<OcflActivity>> Slices, PlanSummary Summary)
{
    // What the names of single steps may take in an answer of an activity: a message of 45 KB is the most that stays cheap.
    private const int NamesBudget = 20_000;
    private const int ClippedName = 200;

    /// <summary>
    /// Cuts a plan. A small one gives a slice for each step, with its name; of a large one the copies are taken together, up to a
    /// number and up to a size. A file that is larger alone is a slice of its own: the place of copies in ranges.
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
/// What an orchestrator needs to know of a plan: bounded, whatever the size of the object. The plan itself is in the work area.
/// </summary>
public sealed record PlanSummary
{
    /// <summary>The version that the object will have, or has when nothing changes.</summary>
    [JsonPropertyName("head")]
    public required string Head { get; init; }

    /// <summary>The object root's path in the storage root.</summary>
    [JsonPropertyName("objectRoot")]
    public required string ObjectRoot { get; init; }

    /// <summary>The inventory's digest algorithm.</summary>
    [JsonPropertyName("digestAlgorithm")]
    public required string DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal.</summary>
    [JsonPropertyName("inventoryDigest")]
    public required string InventoryDigest { get; init; }

    /// <summary>Whether the object already is what was asked for.</summary>
    [JsonPropertyName("changesNothing")]
    public bool ChangesNothing { get; init; }

    /// <summary>How many files the version adds, changes, removes and renames; null from an older build.</summary>
    [JsonPropertyName("files"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileChangeCounts? Files { get; init; }

    /// <summary>How many steps.</summary>
    [JsonPropertyName("steps")]
    public long Steps { get; init; }

    /// <summary>How many bytes they write.</summary>
    [JsonPropertyName("bytes")]
    public long Bytes { get; init; }

    /// <summary>The slices before the copies, one after the other.</summary>
    [JsonPropertyName("preparation")]
    public SliceRange Preparation { get; init; } = SliceRange.Empty;

    /// <summary>The slices of copies, in any order and at the same time.</summary>
    [JsonPropertyName("copies")]
    public SliceRange Copies { get; init; } = SliceRange.Empty;

    /// <summary>The slices up to the root inventory, which is the commit, one after the other.</summary>
    [JsonPropertyName("commit")]
    public SliceRange Commit { get; init; } = SliceRange.Empty;

    /// <summary>The slices after the commit, one after the other.</summary>
    [JsonPropertyName("finish")]
    public SliceRange Finish { get; init; } = SliceRange.Empty;

    /// <summary>The name of each step, clipped, where each slice is one step; null where a slice is many.</summary>
    [JsonPropertyName("names"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Names { get; init; }
}
