using Microsoft.DurableTask;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>The settings that shape a new version are those of the moment in which its update was started.</summary>
public sealed class NewVersionSettingsTests
{
    private static readonly UpdateRequest Request = new() { ObjectId = "urn:x", Source = new UpdateSource { Directory = "source" } };

    private static readonly string[] Activities = [nameof(ClaimObject), nameof(ListSource), nameof(BuildStage), nameof(CreatePlan)];

    public static TheoryData<string> Moments => [.. Activities];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task An_update_goes_by_the_settings_that_it_was_started_with(string restartBefore)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Set(pipeline.Options.Updates);
        UpdateInput input = ThroughTheEngine(await pipeline.StartAsync(Request));

        await pipeline.RunAsync(input, (name, _, runAsync) =>
        {
            if (name == restartBefore)
            {
                SetOthers(pipeline.Options.Updates);
            }

            return runAsync();
        });

        OcflObject made = await OpenAsync(pipeline);
        Assert.Equal(
            ("v001", "payload", "sha256"), (made.Head.Number.ToString(), made.Inventory.ContentDirectory, made.Inventory.DigestAlgorithm));
        Assert.Equal(["v001/payload/a%23b"], made.Inventory.Manifest.Paths.Select(file => file.Key));
    }

    /// <summary>A process that is replaced: the second goes on with the journal of the first, and has other settings.</summary>
    [Fact]
    public async Task A_process_with_other_settings_that_takes_an_update_up_goes_by_those_of_its_start()
    {
        await using UpdatePipeline first = await PipelineAsync();
        Set(first.Options.Updates);
        UpdateInput input = ThroughTheEngine(await first.StartAsync(Request));
        Dictionary<string, object?> journal = [];
        await Assert.ThrowsAsync<CrashException>(() => first.RunAsync(input, async (name, _, runAsync) =>
            name == nameof(CreatePlan) ? throw new CrashException() : journal[name] = await runAsync()));

        await using UpdatePipeline second = new(first.Place, Faults.None, singleSteps: 300);
        SetOthers(second.Options.Updates);
        await second.RunAsync(input, async (name, _, runAsync) => journal.TryGetValue(name, out object? answer)
            ? answer
            : await runAsync());

        Assert.Equal(["v001/payload/a%23b"], (await OpenAsync(second)).Inventory.Manifest.Paths.Select(file => file.Key));
    }

    [Fact]
    public async Task An_input_without_them_has_the_defaults_and_one_with_null_is_refused()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Set(pipeline.Options.Updates);
        UpdateInput without = new(Request, EngineJson.Converter.Deserialize<UpdateSettings>("{}")!);
        UpdateInput withNull = new(Request, EngineJson.Converter.Deserialize<UpdateSettings>("""{"newVersion": null}""")!);

        InvalidUpdateException refusal = await Assert.ThrowsAsync<InvalidUpdateException>(
            () => pipeline.RunAsync(withNull, (_, _, runAsync) => runAsync(), "null"));
        await pipeline.RunAsync(without, (_, _, runAsync) => runAsync());

        Assert.Equal("The update's input is not valid: 'settings.newVersion' is null.", refusal.Message);
        OcflObject made = await OpenAsync(pipeline);
        Assert.Equal("sha512", made.Inventory.DigestAlgorithm);
        Assert.Equal(["v1/content/a#b"], made.Inventory.Manifest.Paths.Select(file => file.Key));
    }

    [Fact]
    public async Task A_constraint_that_came_after_the_start_does_not_fail_the_update()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        UpdateInput before = await pipeline.StartAsync(Request);
        pipeline.Options.Updates.PathConstraint = PathConstraint.Cloud;
        UpdateInput after = await pipeline.StartAsync(Request);

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.RunAsync(after, (_, _, runAsync) => runAsync(), "after"));
        UpdateResult result = await pipeline.RunAsync(before, (_, _, runAsync) => runAsync(), "before");

        Assert.Contains("'cloud'", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(UpdateOutcome.Completed, result.Outcome);
    }

    private static void Set(UpdateOptions updates)
    {
        updates.DigestAlgorithm = "sha256";
        updates.ContentPaths = ContentPathMapping.PercentEncoded;
        updates.PathConstraint = PathConstraint.Cloud;
        updates.ContentDirectory = "payload";
        updates.VersionPadding = 3;
    }

    private static void SetOthers(UpdateOptions updates)
    {
        updates.DigestAlgorithm = "sha512";
        updates.ContentPaths = ContentPathMapping.Identity;
        updates.PathConstraint = PathConstraint.None;
        updates.ContentDirectory = "data";
        updates.VersionPadding = 5;
    }

    private static UpdateInput ThroughTheEngine(UpdateInput input) =>
        EngineJson.Converter.Deserialize<UpdateInput>(EngineJson.Converter.Serialize(input))!;

    private static async Task<OcflObject> OpenAsync(UpdatePipeline pipeline) =>
        (await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"))!;

    private static async Task<UpdatePipeline> PipelineAsync()
    {
        UpdatePipeline pipeline = new("Memory", 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a#b"] = "content" });
        return pipeline;
    }
}
