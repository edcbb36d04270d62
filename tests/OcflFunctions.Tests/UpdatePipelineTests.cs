using Microsoft.DurableTask;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>An activity may be delivered again, at once, or after its answer was lost: the object comes out the same.</summary>
public sealed class UpdatePipelineTests
{
    private static readonly UpdateRequest Request = new()
    {
        ObjectId = "urn:x",
        Source = new UpdateSource { Directory = "source" },
        Message = "m",
        User = new UpdateUser("Ada", "mailto:a@b.c"),
    };

    public static TheoryData<string, int, string> Deliveries
    {
        get
        {
            TheoryData<string, int, string> cases = [];
            foreach (string kind in (string[])["Local", "Memory", "InPlace"])
            {
                foreach (int singleSteps in (int[])[300, 0])
                {
                    foreach (string delivery in (string[])["twice", "at once", "thrice at once"])
                    {
                        cases.Add(kind, singleSteps, delivery);
                    }
                }
            }

            return cases;
        }
    }

    public static TheoryData<string, int> Kinds => new() { { "Local", 300 }, { "Memory", 0 }, { "InPlace", 300 }, { "InPlace", 0 } };

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task Activities_may_be_delivered_again(string kind, int singleSteps, string delivery)
    {
        await using UpdatePipeline expected = await PipelineAsync(kind, singleSteps);
        UpdateResult once = await expected.RunAsync(Request, (_, runAsync) => runAsync());
        await using UpdatePipeline actual = await PipelineAsync(kind, singleSteps);

        UpdateResult again = await actual.RunAsync(Request, async (_, runAsync) => delivery switch
        {
            "twice" => await TwiceAsync(runAsync),
            "at once" => (await Task.WhenAll(runAsync(), runAsync()))[0],
            _ => (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(runAsync))))[2],
        });

        Assert.Equal(UpdateOutcome.Completed, again.Outcome);
        Assert.Equal((once.InventoryDigest, once.Version, once.Steps), (again.InventoryDigest, again.Version, again.Steps));
        Assert.Equal(await UpdatePipeline.FilesAsync(expected.Root), await UpdatePipeline.FilesAsync(actual.Root));
        ValidationReport report = await new Validator(actual.Root).ValidateObjectAsync(again.ObjectRoot!);
        Assert.Empty(report.Findings);
        Assert.DoesNotContain(await UpdatePipeline.FilesAsync(actual.Work), file => file.Key.Contains("/stage/", StringComparison.Ordinal));
    }

    /// <summary>An operator terminated the update before, between the commit and the sidecar; the same is asked for again.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_a_lost_update_left_after_its_commit_is_put_right_where_nothing_changes(string kind, int singleSteps)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);
        await pipeline.RunAsync(Request, (_, runAsync) => runAsync(), "first");
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["another"] = "file" });
        UpdateResult second = await pipeline.RunAsync(Request, (_, runAsync) => runAsync(), "second");
        SortedDictionary<string, string> whole = await UpdatePipeline.FilesAsync(pipeline.Root);
        string sidecar = $"{second.ObjectRoot}/inventory.json.sha512";
        await pipeline.Root.PutAsync(sidecar, whole[$"{second.ObjectRoot}/v1/inventory.json.sha512"]);
        await pipeline.Root.PutAsync($"{second.ObjectRoot}/inventory.json.sha256", "of the algorithm before");

        UpdateResult third = await pipeline.RunAsync(Request, async (_, runAsync) => await TwiceAsync(runAsync), "third");

        Assert.Equal((UpdateOutcome.Unchanged, "v2", 2L), (third.Outcome, third.Version, third.Steps));
        Assert.Equal(whole, await UpdatePipeline.FilesAsync(pipeline.Root));
        UpdateResult fourth = await pipeline.RunAsync(Request, (_, runAsync) => runAsync(), "fourth");
        Assert.Equal((UpdateOutcome.Unchanged, 0L), (fourth.Outcome, fourth.Steps));
    }

    /// <summary>
    /// Each call fails permanently, one after the other, before it did its work and after: either nothing is left, or all is done.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_fails_leaves_nothing_or_all(string kind, int singleSteps)
    {
        bool isOver = false;
        for (int failing = 0; !isOver; failing++)
        {
            foreach (bool after in (bool[])[false, true])
            {
                await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);
                bool failed = false;
                try
                {
                    UpdateResult result = await pipeline.RunAsync(Request, async (call, runAsync) =>
                    {
                        object? answer = call == failing && !after ? null : await runAsync();
                        failed |= call == failing;
                        return call == failing ? throw new StorageException("The storage is gone.") : answer;
                    });
                    isOver = !failed;
                    Assert.Equal(UpdateOutcome.Completed, result.Outcome);
                    Assert.Empty((await new Validator(pipeline.Root).ValidateObjectAsync(result.ObjectRoot!)).Findings);
                }
                catch (TaskFailedException)
                {
                    Assert.DoesNotContain(
                        await UpdatePipeline.FilesAsync(pipeline.Root),
                        file => file.Key.Contains("inventory", StringComparison.Ordinal)
                            || file.Key.Contains("content", StringComparison.Ordinal));
                    Assert.DoesNotContain(
                        await UpdatePipeline.FilesAsync(pipeline.Work), file => file.Key.Contains("/stage/", StringComparison.Ordinal));
                    if (pipeline.Root.PendingArea is { } pending)
                    {
                        Assert.Empty(await UpdatePipeline.FilesAsync(pending.Storage));
                    }
                }
            }
        }
    }

    private static async Task<object?> TwiceAsync(Func<Task<object?>> runAsync)
    {
        await runAsync();
        return await runAsync();
    }

    /// <summary>What is new is staged once, whatever has its length; content of another length is not even hashed before.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Content_that_the_object_has_is_not_staged(string kind, int singleSteps)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);
        await pipeline.RunAsync(Request, (_, runAsync) => runAsync(), "first");
        await pipeline.Place.WriteSourceAsync(
            new Dictionary<string, string>
            {
                ["renamed"] = "content 0",
                ["kept"] = "content 1",
                ["new"] = "content 9",
                ["longer"] = "content 10",
            });
        List<string> staged = [];

        UpdateResult second = await pipeline.RunAsync(
            Request,
            async (name, _, runAsync) =>
            {
                object? result = await runAsync();
                if (name == "BuildStage")
                {
                    SortedDictionary<string, string> files = await UpdatePipeline.FilesAsync(pipeline.Work);
                    staged.AddRange(files.Where(file => UpdatePipeline.IsStagedContent(file.Key)).Select(file => file.Value));
                }

                return result;
            },
            "second");

        Assert.Equal((UpdateOutcome.Completed, "v2"), (second.Outcome, second.Version));
        Assert.Equal(kind == "InPlace" ? [] : ["content 10", "content 9"], staged.Order(StringComparer.Ordinal));
        SortedDictionary<string, string> root = await UpdatePipeline.FilesAsync(pipeline.Root);
        Assert.Equal([
            "longer",
            "new",
        ], root.Keys.Where(file => file.Contains("/v2/content/", StringComparison.Ordinal)).Select(
            file => file[(file.LastIndexOf('/') + 1)..]));
        Assert.Empty((await new Validator(pipeline.Root).ValidateObjectAsync(second.ObjectRoot!)).Findings);
    }

    private static async Task<UpdatePipeline> PipelineAsync(string kind, int singleSteps)
    {
        UpdatePipeline pipeline = new(kind, singleSteps);
        await pipeline.Place.WriteSourceAsync(
            Enumerable.Range(0, 6).ToDictionary(number => $"folder-{number % 3}/file-{number}", number => $"content {number % 5}"));
        return pipeline;
    }
}
