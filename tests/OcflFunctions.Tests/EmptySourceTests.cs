using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using FileChangeCounts = OcflFunctions.Contracts.FileChangeCounts;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>A source without files fails the update, whatever kind of source it is, unless the request allows it.</summary>
public sealed class EmptySourceTests
{
    private static readonly UpdateRequest Template = new()
    {
        ObjectId = "urn:x",
        Message = "m",
        User = new UpdateUser("Ada", "mailto:a@b.c"),
    };

    [Theory]
    [InlineData("Local")]
    [InlineData("InPlace")]
    [InlineData("Azurite")]
    public async Task It_makes_no_version_unless_it_is_allowed(string kind)
    {
        await using PipelinePlace place = kind == "Azurite" ? await BlobPlace.CreateAsync() : PipelinePlace.Create(kind);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        UpdateRequest request = Template with { Source = place.Source };
        await place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1", ["b/c"] = "2" });
        await RefuseAsync(pipeline, request with { Source = place.Source with { Include = ["*.csv"] } }, "include");
        await RefuseAsync(pipeline, request with { Source = place.Source with { Exclude = ["**"] } }, "exclude");
        await RefuseAsync(pipeline, request with { Mode = UpdateMode.Select, Changes = [] }, "new object");
        Assert.Equal(new FileChangeCounts(2, 0, 0, 0), (await RunAsync(pipeline, request)).Files);

        await place.WriteSourceAsync(new Dictionary<string, string>());
        await RefuseAsync(pipeline, request, "mounted");
        await RefuseAsync(pipeline, request with { Mode = UpdateMode.Merge }, "mounted");
        UpdateResult merged = await RunAsync(pipeline, request with { Mode = UpdateMode.Merge, AllowEmpty = true });
        UpdateResult emptied = await RunAsync(pipeline, request with { AllowEmpty = true });

        Assert.Equal((UpdateOutcome.Unchanged, "v1", new FileChangeCounts(0, 0, 0, 0)), (merged.Outcome, merged.Version, merged.Files));
        Assert.Equal((UpdateOutcome.Completed, "v2", new FileChangeCounts(0, 0, 2, 0)), (emptied.Outcome, emptied.Version, emptied.Files));
    }

    [Fact]
    public async Task Changes_that_remove_every_file_are_always_allowed()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1", ["b/c"] = "2" });
        await RunAsync(pipeline, Template with { Source = pipeline.Place.Source });
        StateChange[] changes = [new() { Kind = StateChangeKind.Remove, Path = "a" }, new() { Kind = StateChangeKind.Remove, Path = "b" }];

        UpdateResult result = await RunAsync(pipeline, Template with { Mode = UpdateMode.Select, Changes = changes });

        Assert.Equal(("v2", new FileChangeCounts(0, 0, 2, 0)), (result.Version, result.Files));
    }

    private static Task<UpdateResult> RunAsync(UpdatePipeline pipeline, UpdateRequest request) =>
        pipeline.RunAsync(request, (_, runAsync) => runAsync(), Guid.NewGuid().ToString("N"));

    private static async Task RefuseAsync(UpdatePipeline pipeline, UpdateRequest request, string what)
    {
        string[] before = await FilesOfObjectsAsync(pipeline);

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(pipeline, request));

        Assert.Equal(typeof(InvalidUpdateException).FullName, failure.FailureDetails.ErrorType);
        Assert.Contains(what, failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'allowEmpty'", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(before, await FilesOfObjectsAsync(pipeline));
    }

    // The storage root itself is made by the first update.
    private static async Task<string[]> FilesOfObjectsAsync(UpdatePipeline pipeline) =>
        [.. (await UpdatePipeline.FilesAsync(pipeline.Root)).Keys.Where(path => path.Count(letter => letter == '/') > 2)];
}
