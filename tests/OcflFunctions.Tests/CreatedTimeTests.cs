using Microsoft.DurableTask;
using Ocfl.Objects;
using Ocfl.Staging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>A version's time that the request gives.</summary>
public sealed class CreatedTimeTests
{
    private static readonly DateTimeOffset Old = new(1999, 12, 31, 23, 59, 59, TimeSpan.FromHours(1));

    [Fact]
    public async Task It_is_the_time_of_the_version_where_it_is_allowed_and_not_older_than_the_one_before()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        pipeline.Options.Updates.AllowCreated = true;
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1" });
        UpdateRequest request = new()
        {
            ObjectId = "urn:x",
            Source = pipeline.Place.Source,
            Message = "m",
            User = new UpdateUser("Ada"),
            Created = Old,
        };
        await RunAsync(pipeline, request);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "2" });

        UpdateRequest older = request with { Created = Old.AddSeconds(-1), ExpectedHead = "v1" };
        Assert.Equal("urn:ocfl-functions:problem:created-mismatch", (await pipeline.CheckAsync(older))!.Type);
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(pipeline, older));
        Assert.Equal(typeof(InvalidUpdateException).FullName, failure.FailureDetails.ErrorType);
        Assert.Contains("1999-12-31T22:59:59Z", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Null(await pipeline.CheckAsync(request));
        await RunAsync(pipeline, request);

        OcflObject found = (await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"))!;
        Assert.Equal(
            ["1999-12-31T22:59:59Z", "1999-12-31T22:59:59Z"],
            found.Inventory.Versions.Select(version => version.Created.Text));
    }

    [Fact]
    public async Task It_is_refused_where_it_is_not_allowed_and_in_the_future()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1" });
        UpdateRequest request = new() { ObjectId = "urn:x", Source = pipeline.Place.Source, Created = Old };

        Assert.Equal(("urn:ocfl-functions:problem:not-allowed", 403, "created"), Facts(await pipeline.CheckAsync(request)));
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(pipeline, request));
        Assert.Contains("AllowCreated", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);

        pipeline.Options.Updates.AllowCreated = true;
        UpdateRequest future = request with { Created = pipeline.Time.GetUtcNow().AddSeconds(1) };
        Assert.Equal(("urn:ocfl-functions:problem:invalid-time", 400, "created"), Facts(await pipeline.CheckAsync(future)));
        Assert.Null(await pipeline.CheckAsync(request));

        // The engine's own API starts an update without the check.
        failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(pipeline, request with { Created = new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero) }));
        Assert.Equal(typeof(InvalidUpdateException).FullName, failure.FailureDetails.ErrorType);
        Assert.Contains("in the future", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    private static (string?, int?, string?) Facts(Problem? problem) => (problem?.Type, problem?.Status, problem?.Field);

    private static Task<UpdateResult> RunAsync(UpdatePipeline pipeline, UpdateRequest request) =>
        pipeline.RunAsync(request, (_, runAsync) => runAsync(), Guid.NewGuid().ToString("N"));
}
