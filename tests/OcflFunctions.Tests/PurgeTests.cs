using System.Text.Json;
using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Testing;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Purges;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What a purge refuses, and what a late run of its activities finds.</summary>
public sealed class PurgeTests
{
    internal static readonly PurgeRequest Request = new() { Confirm = "urn:x", Reason = "why", User = new UpdateUser("Ada") };

    [Theory]
    [InlineData("Memory")]
    [InlineData("InPlace")]
    [InlineData("Local")]
    public async Task An_object_that_is_missing_or_another_version_is_not_touched(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300) { AllowsPurge = true };
        await UpdateAsync(pipeline, "1");
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);

        await RefuseAsync<ObjectConflictException>(pipeline, Request with { ExpectedHead = "v2" }, "expected to have v2; it has v1");
        await RefuseAsync<ObjectNotFoundException>(pipeline, Request with { Confirm = "urn:none" }, "no object 'urn:none'");
        pipeline.Options.Objects.AllowPurge = false;
        await RefuseAsync<InvalidUpdateException>(pipeline, Request, "Ocfl:Objects:AllowPurge");

        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
        Assert.Empty(await pipeline.QueueAsync("urn:x"));
        Assert.Null(await pipeline.RecordAsync("refused"));
    }

    [Theory]
    [InlineData("Memory")]
    [InlineData("InPlace")]
    [InlineData("Local")]
    public async Task An_object_that_changes_after_it_was_read_stays(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300) { AllowsPurge = true };
        await UpdateAsync(pipeline, "1");
        Dictionary<string, object?> journal = [];
        string? before = null;

        // As another tool would, without a claim.
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => pipeline.PurgeAsync(
            Request, journal, deliverAsync: async (name, runAsync) =>
            {
                if (name == nameof(HideObject))
                {
                    await UpdateAsync(pipeline, "2", claims: false);
                    before = string.Join('\n', await ObjectSnapshot.TakeAsync(pipeline.Root));
                }

                return await runAsync();
            }));

        Assert.Equal(typeof(ObjectConflictException).FullName, failure.FailureDetails.ErrorType);
        Assert.Equal(before, string.Join('\n', await ObjectSnapshot.TakeAsync(pipeline.Root)));
        Assert.Null(await pipeline.RecordAsync("purge"));
    }

    [Theory]
    [InlineData("Memory")]
    [InlineData("InPlace")]
    [InlineData("Local")]
    public async Task A_late_second_run_of_any_activity_leaves_the_next_object_of_the_id(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300) { AllowsPurge = true };
        await UpdateAsync(pipeline, "1");
        List<Func<Task<object?>>> delivered = [];
        await pipeline.PurgeAsync(Request, [], deliverAsync: (name, runAsync) =>
        {
            if (name is nameof(BeginPurge) or nameof(HideObject) or nameof(ListRemains) or nameof(DeleteRemains) or nameof(CompletePurge))
            {
                delivered.Add(runAsync);
            }

            return runAsync();
        });
        await UpdateAsync(pipeline, "1");
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        SortedDictionary<string, string> work = await ObjectSnapshot.TakeAsync(pipeline.Work);

        foreach (Func<Task<object?>> late in delivered)
        {
            await late();
        }

        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
        Assert.Equal(work, await ObjectSnapshot.TakeAsync(pipeline.Work));
    }

    [Theory]
    [InlineData("""{"confirm": "b", "reason": "r", "user": {"name": "n"}}""", "confirmation-mismatch", "confirm")]
    [InlineData("""{"reason": "r", "user": {"name": "n"}}""", "missing-field", "confirm")]
    [InlineData("""{"confirm": "a", "user": {"name": "n"}}""", "missing-field", "reason")]
    [InlineData("""{"confirm": "a", "reason": " ", "user": {"name": "n"}}""", "empty-value", "reason")]
    [InlineData("""{"confirm": "a", "reason": "r"}""", "missing-field", "user")]
    [InlineData("""{"confirm": "a", "reason": "r", "user": {}}""", "missing-field", "user.name")]
    [InlineData("""{"confirm": "a", "reason": "r", "user": {"name": "n", "address": "x"}}""", "invalid-address", "user.address")]
    [InlineData("""{"confirm": "a", "reason": "r", "user": {"name": "n"}, "expectedHead": "1"}""", "invalid-version", "expectedHead")]
    [InlineData("""{"confirm": "a", "reason": "r", "user": {"name": "n"}, "force": true}""", "unknown-field", "force")]
    [InlineData("""[]""", "wrong-type", "")]
    public void A_request_of_the_wrong_form_is_refused(string body, string kind, string field)
    {
        using JsonDocument json = JsonDocument.Parse(body);

        ProblemException refusal = Assert.Throws<ProblemException>(() => PurgeRequestReader.Read("a", json.RootElement));

        Assert.Equal(("urn:ocfl-functions:problem:" + kind, field), (refusal.Problem.Type, refusal.Problem.Field));
    }

    private static async Task RefuseAsync<T>(UpdatePipeline pipeline, PurgeRequest request, string message)
    {
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.PurgeAsync(request, [], "refused"));

        Assert.Equal(typeof(T).FullName, failure.FailureDetails.ErrorType);
        Assert.Contains(message, failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    internal static async Task UpdateAsync(UpdatePipeline pipeline, string text, bool claims = true)
    {
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = text });
        UpdateRequest request = new()
        {
            ObjectId = "urn:x",
            Source = pipeline.Place.Source,
            Message = "m",
            User = new UpdateUser("Ada"),
        };
        await pipeline.RunAsync(
            request,
            (name, _, runAsync) => name == nameof(ClaimObject) && !claims
                ? Task.FromResult<object?>(new ClaimResult(0))
                : runAsync(),
            Guid.NewGuid().ToString("N"));
    }
}
