using FsCheck;
using FsCheck.Fluent;
using Ocfl.Updates;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class PlanSliceTests
{
    [Fact]
    public void A_small_plan_has_a_slice_and_a_name_for_each_step()
    {
        UpdatePlan plan = Plan([1, 2, 3]);

        PlanSlices cut = PlanSlices.Cut(plan, new UpdateOptions());

        Assert.Equal(plan.Activities.Select(step => step.Name), cut.Summary.Names);
        Assert.All(cut.Slices, slice => Assert.Single(slice));
        Assert.Equal((new SliceRange(0, 2), new SliceRange(2, 3), new SliceRange(5, 3), new SliceRange(8, 1)), Ranges(cut));
    }

    [Fact]
    public void A_plan_without_copies_has_none()
    {
        PlanSlices cut = PlanSlices.Cut(Plan([]), new UpdateOptions());

        Assert.Equal((new SliceRange(0, 2), new SliceRange(2, 0), new SliceRange(2, 3), new SliceRange(5, 1)), Ranges(cut));
    }

    [Fact]
    public void A_plan_that_changes_nothing_has_no_slices()
    {
        PlanSlices cut = PlanSlices.Cut(Plan([]) with { Activities = [] }, new UpdateOptions());

        Assert.Empty(cut.Slices);
        Assert.Equal(0, cut.Summary.Finish.Count + cut.Summary.Commit.Count + cut.Summary.Copies.Count + cut.Summary.Preparation.Count);
    }

    [Fact]
    public void What_a_plan_that_changes_nothing_puts_right_comes_at_the_end()
    {
        UpdatePlan plan = Plan([]);
        plan = plan with
        {
            Base = new UpdateBase("v1", plan.Specification, plan.DigestAlgorithm, plan.InventoryDigest),
            Activities = [
                new OcflActivity { Index = 0, Kind = OcflActivityKind.WriteDeclaration, Path = "0=ocfl_object_1.1" },
                new OcflActivity { Index = 1, Kind = OcflActivityKind.RemoveFile, Path = "0=ocfl_object_1.0" },
            ],
        };

        PlanSlices cut = PlanSlices.Cut(plan, new UpdateOptions());

        Assert.Equal((SliceRange.Empty, SliceRange.Empty, SliceRange.Empty, new SliceRange(0, 2)), Ranges(cut));
    }

    [Fact]
    public void Names_that_are_too_long_together_are_left_out()
    {
        UpdatePlan plan = Plan([.. Enumerable.Repeat(1L, 250)], new string('x', 500));

        Assert.Null(PlanSlices.Cut(plan, new UpdateOptions()).Summary.Names);
    }

    [Fact]
    public void Cutting_keeps_every_step_in_order_and_within_the_bounds() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 40).Select(length => (long)length).ListOf(), Gen.Zip(Gen.Choose(0, 12), Gen.Choose(1, 8))).ToArbitrary(),
        input =>
        {
            (IList<long> lengths, (int single, int files)) = input;
            UpdatePlan plan = Plan(lengths);
            UpdateOptions options = new() { SingleSteps = single, SliceFiles = files, SliceBytes = 50 };

            PlanSlices cut = PlanSlices.Cut(plan, options);

            Assert.Equal(plan.Activities, cut.Slices.SelectMany(slice => slice));
            Assert.Equal(cut.Slices.Count, cut.Summary.Finish.End);
            Assert.Contains(cut.Slices.Take(cut.Summary.Commit.End).Last(), step => step.Kind == OcflActivityKind.WriteRootInventory);
            Assert.All(cut.Slices, slice => Assert.True(slice.Count == 1
                || (slice.Count <= files && slice.Sum(step => step.Length) <= 50)));
            Assert.All(
                cut.Slices.Select((slice, index) => (slice, index)),
                slice => Assert.Equal(
                    slice.index >= cut.Summary.Copies.First && slice.index < cut.Summary.Copies.End,
                    slice.slice.All(step => step.Kind == OcflActivityKind.CopyContent)));
            Assert.Equal(plan.Activities.Count <= single, cut.Summary.Names is not null);
        }).Check(Config.QuickThrowOnFailure);

    private static (SliceRange, SliceRange, SliceRange, SliceRange) Ranges(PlanSlices cut) =>
        (cut.Summary.Preparation, cut.Summary.Copies, cut.Summary.Commit, cut.Summary.Finish);

    private static UpdatePlan Plan(IEnumerable<long> lengths, string suffix = "")
    {
        List<OcflActivity> steps = [];
        Add(OcflActivityKind.WriteDeclaration, "0=ocfl_object_1.1", 16);
        Add(OcflActivityKind.VersionDirectory, "v1", 0);
        foreach (long length in lengths)
        {
            Add(OcflActivityKind.CopyContent, "v1/content/" + steps.Count + suffix, length);
        }

        Add(OcflActivityKind.WriteVersionInventory, "v1/inventory.json", 100);
        Add(OcflActivityKind.WriteVersionSidecar, "v1/inventory.json.sha512", 100);
        Add(OcflActivityKind.WriteRootInventory, "inventory.json", 100);
        Add(OcflActivityKind.WriteRootSidecar, "inventory.json.sha512", 100);
        return new UpdatePlan
        {
            ObjectId = "o",
            ObjectRoot = "r",
            Head = "v1",
            Specification = "1.1",
            DigestAlgorithm = "sha512",
            InventoryDigest = "0",
            InventoryLength = 100,
            Activities = steps,
        };

        void Add(OcflActivityKind kind, string path, long length) =>
            steps.Add(new OcflActivity { Index = steps.Count, Kind = kind, Path = path, Length = length });
    }
}
