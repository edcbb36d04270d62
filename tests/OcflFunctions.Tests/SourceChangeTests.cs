using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Updates;
using FindingSeverity = Ocfl.Findings.FindingSeverity;

namespace OcflFunctions.Tests;

/// <summary>A source that changes, or goes, while an update takes its content.</summary>
public sealed class SourceChangeTests
{
    private static readonly Dictionary<string, string> Before = new() { ["a.txt"] = "a", ["data/b.txt"] = "b", ["data/c.txt"] = "c" };

    public static TheoryData<string> Places => ["Local", "Memory", "InPlace", "Azurite"];

    public static TheoryData<string, string> Changes
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string place in (string[])["Local", "Memory", "InPlace", "Azurite"])
            {
                cases.Add(place, "changed");
                cases.Add(place, "gone");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_after_it_was_listed_is_no_content(string kind, string change)
    {
        await using PipelinePlace place = await PlaceAsync(kind);

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(place, (name, _) => name == nameof(ListSource) ? ChangeAsync(place, change) : Task.CompletedTask));

        Assert.True(failure.FailureDetails.IsCausedBy<ContentMismatchException>(), failure.ToString());
        Assert.Contains("data/b.txt", failure.Message, StringComparison.Ordinal);
        await RequireNothingLeftAsync(place);
    }

    /// <summary>
    /// Content that was taken into the work area is what it was; content that stayed in its source is no longer what was hashed.
    /// </summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_after_it_was_hashed_is_never_mixed_in(string kind, string change)
    {
        await using PipelinePlace place = await PlaceAsync(kind);
        Task<UpdateResult> update = RunAsync(place, (name, _) => name == nameof(BuildStage)
            ? ChangeAsync(place, change)
            : Task.CompletedTask);

        if (kind is "Local" or "Memory")
        {
            UpdateResult result = await update;
            await RequireContentAsync(place, result);
            return;
        }

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => update);
        Assert.True(failure.FailureDetails.IsCausedBy<ContentMismatchException>(), failure.ToString());
        await RequireNothingLeftAsync(place);
    }

    /// <summary>Every activity is delivered again when the source is gone, and its second answer is the one that counts.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public async Task What_is_copied_needs_no_source_any_more(string kind)
    {
        await using PipelinePlace place = await PlaceAsync(kind);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        List<Func<Task<object?>>> copies = [];
        SliceResult[] again = [];

        UpdateResult result = await pipeline.RunAsync(Request(place), async (name, input, runAsync) =>
        {
            if (input is ExecuteInput step && step.Name.StartsWith("copy ", StringComparison.Ordinal))
            {
                copies.Add(runAsync);
            }
            else if (copies.Count == Before.Count && again.Length == 0)
            {
                await RemoveSourceAsync(place);
                again = [.. (await Task.WhenAll(copies.Select(copy => copy()))).Cast<SliceResult>()];
            }

            return await runAsync();
        });

        Assert.Equal(Before.Count, again.Length);
        Assert.All(again, copy => Assert.Equal(1, copy.AlreadyDone));
        await RequireContentAsync(place, result);
    }

    /// <summary>A share that is not mounted is a folder that is missing, or an empty one.</summary>
    [Theory]
    [InlineData("Local", false)]
    [InlineData("Local", true)]
    [InlineData("InPlace", false)]
    [InlineData("InPlace", true)]
    public async Task A_source_that_is_gone_as_a_whole_can_be_brought_back(string kind, bool leavesEmptyFolder)
    {
        await using PipelinePlace place = await PlaceAsync(kind);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        string folder = ((LocalStorage)place.Files).Location;
        List<string> failed = [];
        using SemaphoreSlim turn = new(1);

        UpdateResult result = await pipeline.RunAsync(Request(place), async (name, input, runAsync) =>
        {
            bool needsSource = name is nameof(ListSource) or nameof(BuildStage)
                || (kind == "InPlace" && input is ExecuteInput step && step.Name.StartsWith("copy ", StringComparison.Ordinal));
            if (!needsSource || (name == nameof(ListSource) && leavesEmptyFolder))
            {
                return await runAsync();
            }

            await turn.WaitAsync();
            TakeAway(folder, leavesEmptyFolder);
            StorageException failure = await Assert.ThrowsAsync<StorageException>(runAsync);
            Assert.False(RetryPolicies.IsPermanent(TaskFailureDetails.FromException(failure)), failure.Message);
            failed.Add(name);
            BringBack(folder, leavesEmptyFolder);
            object? answer = await runAsync();
            turn.Release();
            return answer;
        });

        Assert.Contains(nameof(BuildStage), failed);
        Assert.Equal(kind == "InPlace", failed.Contains(nameof(ExecuteOcflActivity)));
        await RequireContentAsync(place, result);
    }

    private static void TakeAway(string folder, bool leavesEmptyFolder)
    {
        Directory.Move(folder, folder + ".away");
        if (leavesEmptyFolder)
        {
            Directory.CreateDirectory(folder);
        }
    }

    private static void BringBack(string folder, bool leavesEmptyFolder)
    {
        if (leavesEmptyFolder)
        {
            Directory.Delete(folder);
        }

        Directory.Move(folder + ".away", folder);
    }

    private static async Task<PipelinePlace> PlaceAsync(string kind)
    {
        PipelinePlace place = kind == "Azurite" ? await BlobPlace.CreateAsync() : PipelinePlace.Create(kind);
        await place.WriteSourceAsync(Before);
        return place;
    }

    private static async Task<UpdateResult> RunAsync(PipelinePlace place, Func<string, object?, Task> afterAsync)
    {
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        return await pipeline.RunAsync(Request(place), async (name, input, runAsync) =>
        {
            object? answer = await runAsync();
            await afterAsync(name, input);
            return answer;
        });
    }

    // Of the same length, so that the length cannot tell.
    private static Task ChangeAsync(PipelinePlace place, string change) => change == "gone"
        ? place.Files.DeleteAsync("data/b.txt")
        : place.Files.PutAsync("data/b.txt", "X");

    private static async Task RemoveSourceAsync(PipelinePlace place)
    {
        await place.WriteSourceAsync(new Dictionary<string, string>());
        if (place.Files is LocalStorage folder && Directory.Exists(folder.Location))
        {
            Directory.Delete(folder.Location, recursive: true);
        }
    }

    private static UpdateRequest Request(PipelinePlace place) => new() { ObjectId = "urn:x", Source = place.Source };

    private static async Task RequireContentAsync(PipelinePlace place, UpdateResult result)
    {
        Assert.Equal(UpdateOutcome.Completed, result.Outcome);
        Assert.DoesNotContain(
            (await new Validator(place.Root).ValidateObjectAsync(result.ObjectRoot!)).Findings,
            finding => finding.Severity == FindingSeverity.Error);
        SortedDictionary<string, string> files = await ObjectSnapshot.TakeAsync(place.Root, result.ObjectRoot!);
        Assert.All(Before, file => Assert.Equal(file.Value, files[$"{result.ObjectRoot}/v1/content/{file.Key}"]));
    }

    private static async Task RequireNothingLeftAsync(PipelinePlace place)
    {
        Assert.DoesNotContain((await ObjectSnapshot.TakeAsync(place.Root)).Keys, path => path.Contains("/v1/", StringComparison.Ordinal));
        Assert.DoesNotContain(
            (await ObjectSnapshot.TakeAsync(place.Work)).Keys, path => path.Contains("/stage/", StringComparison.Ordinal));
    }
}
