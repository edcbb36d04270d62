using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class PlanSliceTests
{
    [Fact]
    public void A_small_plan_has_a_slice_and_a_name_for_each_step()
    {
        UpdatePlan plan = Plan([1, 2, 3]);

        PlanSlices cut = PlanSlices.Cut(plan, new UpdateOptions());

        Assert.Equal(plan.Activities.Select(step => step.Name), cut.Summary.Names!);
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
    public void A_large_plan_has_slices_that_are_named_by_their_first_and_last_file()
    {
        PlanSlices cut = PlanSlices.Cut(Plan(Enumerable.Repeat(1L, 200)), new UpdateOptions());

        Assert.Equal(
            ["write 0=ocfl_object_1.1", "version directory v1", "copy 200 files: v1/content/2 to v1/content/201"],
            cut.Summary.Names!.Take(3));
        Assert.Equal(cut.Slices.Count, cut.Summary.Names!.Count);
    }

    [Fact]
    public void Steps_whose_names_are_too_long_together_are_cut_in_slices()
    {
        UpdatePlan plan = Plan([.. Enumerable.Repeat(1L, 250)], new string('x', 500));

        PlanSlices cut = PlanSlices.Cut(plan, new UpdateOptions { SingleSteps = 300 });

        Assert.Equal((7, 7), (cut.Slices.Count, cut.Summary.Names!.Count));
    }

    [Theory]
    [InlineData(PlanSlices.MostListedSteps, 500, true)]
    [InlineData(PlanSlices.MostListedSteps + 1, 500, false)]
    [InlineData(1000, 1, false)]
    public void A_plan_of_too_many_steps_or_slices_has_no_names(int steps, int files, bool hasNames)
    {
        PlanSlices cut = PlanSlices.Cut(Plan(Enumerable.Repeat(1L, steps - 6)), new UpdateOptions { SliceFiles = files });

        Assert.Equal(hasNames, cut.Summary.Names is not null);
    }

    [Fact]
    public void A_file_that_may_be_copied_in_ranges_is_a_slice_of_its_own()
    {
        UpdateOptions options = new() { SingleSteps = 0, RangeBytes = 10 };

        PlanSlices cut = PlanSlices.Cut(Plan([1, 11, 1, 1]), options);

        Assert.Equal([1, 1, 2], cut.Slices.Skip(cut.Summary.Copies.First).Take(cut.Summary.Copies.Count).Select(slice => slice.Count));
    }

    /// <summary>Steps are the same whether the plan's header has them or files do, and a slice's state is that of its steps.</summary>
    [Theory]
    [InlineData(0, 4)]
    [InlineData(0, 200)]
    [InlineData(0, 2000)]
    [InlineData(300, 200)]
    public async Task Each_step_of_a_stored_plan_has_its_name_and_its_state(int single, int files)
    {
        PlanStore plans = new(new WorkArea(new MemoryStorage()));
        UpdatePlan plan = Plan(Enumerable.Repeat(7L, files));
        PlanSlices cut = PlanSlices.Cut(plan, new UpdateOptions { SingleSteps = single });
        PlanHeader header = await plans.PublishAsync("u", plan, cut, stage: null, CancellationToken.None);
        string marks = string.Concat(Enumerable.Range(0, cut.Slices.Count).Select(slice => "dsr."[slice % 4]));

        Assert.Equal(header.Summary.Names!, cut.Summary.Names!);
        for (int slice = 0; slice < cut.Slices.Count; slice++)
        {
            Assert.Equal(cut.Slices[slice], await plans.GetSliceAsync(header, slice, CancellationToken.None));
        }

        IReadOnlyList<StepDescription> steps = (await plans.TryGetStepsAsync("u", CancellationToken.None))!;
        Update view = UpdateViews.Describe(Instance(marks), new DefaultHttpContext().Request, steps);
        Assert.Equal(plan.Activities.Select(step => (step.Name, step.Length)), view.Steps!.Select(step => (step.Name, step.Bytes)));
        Assert.Equal(
            cut.Slices.SelectMany((slice, index) => slice.Select(_ => index % 4)),
            view.Steps!.Select(step => step.State switch
            {
                StepState.Done => 0,
                StepState.AlreadyDone => 1,
                StepState.Running => 2,
                _ => 3,
            }));

        await plans.ClearAsync("u", CancellationToken.None);

        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => plans.GetSliceAsync(header, 3, CancellationToken.None));
        Assert.Equal(steps, await plans.TryGetStepsAsync("u", CancellationToken.None));
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
            Assert.Equal(cut.Slices.Count, cut.Summary.Names!.Count);
            Assert.True(plan.Activities.Count > single || cut.Slices.All(slice => slice.Count == 1));
        }).Check(Config.QuickThrowOnFailure);

    private static OrchestrationMetadata Instance(string marks) => new(nameof(UpdateObject), "u")
    {
        RuntimeStatus = OrchestrationRuntimeStatus.Running,
        DataConverter = EngineJson.Converter,
        SerializedCustomStatus = EngineJson.Converter.Serialize(
            new UpdateCustomStatus { Phase = UpdatePhase.Copying, Steps = marks }),
    };

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
            InventoryBytes = new byte[100],
            Activities = steps,
        };

        void Add(OcflActivityKind kind, string path, long length) =>
            steps.Add(new OcflActivity { Index = steps.Count, Kind = kind, Path = path, Length = length });
    }
}
