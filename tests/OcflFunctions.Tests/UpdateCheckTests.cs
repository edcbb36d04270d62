using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>What is refused before an update is started, and what is not, since it may fit when its turn comes.</summary>
public sealed class UpdateCheckTests
{
    private static readonly UpdateSource Source = new() { Directory = "source" };
    private static readonly UpdateRequest Template = new() { ObjectId = "urn:x", Mode = UpdateMode.Select, Changes = [] };

    /// <summary>
    /// Changes that the object <c>a, d/b, d/c, later</c> cannot have, in two versions without and with <c>later</c>; with their source.
    /// </summary>
    public static TheoryData<string, string, string> Misfits => new()
    {
        { "remove x", "path", "changes[0].path: there is no 'x'." },
        { "remove d/x", "path", "changes[0].path: there is no 'd/x'." },
        { "rename x y", "from", "changes[0].from: there is no 'x'." },
        { "rename a d", "to", "changes[0].to: there is a directory 'd' already." },
        { "copy d/b a", "to", "changes[0].to: there is a file 'a' already." },
        { "copy d a/d", "to", "changes[0].to: 'a' is a file, and 'a/d' needs a directory of that name." },
        { "add a", "path", "changes[0].path: there is a file 'a' already." },
        { "add d", "path", "changes[0].path: there is a directory 'd' already." },
        { "replace x", "path", "changes[0].path: there is no 'x'." },
        { "replace d", "path", "changes[0].path: 'd' is a directory, and only a file can be replaced." },
        { "restore v1 later", "path", "changes[0].path: 'later' is not in version v1." },
        { "restore v3", "version", "changes[0].version: the object has no version v3; its newest is v2." },
    };

    public static TheoryData<string, string, string> Faults => new()
    {
        { "remove a//b", "path", "changes[0].path: The logical path 'a//b' cannot be used: no name in a path may be empty, '.' or '..'." },
        {
            "restore v1 ../a",
            "path",
            "changes[0].path: The logical path '../a' cannot be used: no name in a path may be empty, '.' or '..'."
        },
        { "rename a /b", "to", "changes[0].to: The logical path '/b' cannot be used: no name in a path may be empty, '.' or '..'." },
        { "copy d d/e", "to", "changes[0].to: 'd/e' is 'd' itself, or within it." },
        { "rename a a", "to", "changes[0].to: 'a' is 'a' itself, or within it." },
        {
            "add new excluded",
            "content",
            "changes[0].content: 'excluded' is not among the source's files that 'include' and 'exclude' select."
        },
        { "add excluded", "path", "changes[0].path: 'excluded' is not among the source's files that 'include' and 'exclude' select." },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task A_change_that_does_not_fit_the_object_is_a_conflict(string change, string field, string detail)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Problem? problem = await pipeline.CheckAsync(
            Template with { Source = NeedsSource(change) ? Source : null, Changes = [Change(change)] });

        AssertProblem(problem, 409, "change-mismatch", $"changes[0].{field}", $"/changes/0/{field}", detail);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_change_that_is_wrong_in_itself_is_refused_whatever_the_object_is(string change, string field, string detail)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        UpdateSource source = Source with { Exclude = ["excluded"] };
        foreach (string objectId in (string[])["urn:x", "urn:not-there"])
        {
            foreach (UpdateMode mode in Enum.GetValues<UpdateMode>())
            {
                Problem? problem = await pipeline.CheckAsync(
                    Template with { ObjectId = objectId, Source = source, Mode = mode, Changes = [Change(change)] });

                AssertProblem(problem, 400, "invalid-change", $"changes[0].{field}", $"/changes/0/{field}", detail);
            }
        }
    }

    /// <summary>The object has three files. Another update that is on its way cannot make the limits larger.</summary>
    [Theory]
    [InlineData(2, 1000, "the changes would add 4 paths by then; they may add 2 (Ocfl:Updates:MaxAddedPaths).")]
    [InlineData(
        1000, 4, "the changes would make the paths 6 bytes longer in all by then; they may make them 4 bytes longer "
            + "(Ocfl:Updates:MaxAddedPathBytes).")]
    public async Task Changes_that_make_more_or_longer_paths_than_allowed_are_refused_with_the_setting(long paths, long bytes, string rule)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Add(pipeline, "another", "urn:x", OrchestrationRuntimeStatus.Running);
        pipeline.Options.Updates.MaxAddedPaths = paths;
        pipeline.Options.Updates.MaxAddedPathBytes = bytes;
        UpdateRequest request = Template with
        {
            Changes = [Change("copy a b"), Change("remove b"), Change("copy d e"), Change("copy e f")],
        };

        Problem? problem = await pipeline.CheckAsync(request);

        int index = paths == 2 ? 3 : 2;
        AssertProblem(problem, 400, "too-many-paths", $"changes[{index}].to", $"/changes/{index}/to", $"changes[{index}].to: {rule}");
        TaskFailedException refused = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.RunAsync(request, (_, runAsync) => runAsync(), "too-many"));
        Assert.Contains(rule, refused.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_needs_a_source_to_come_from()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Problem? problem = await pipeline.CheckAsync(
            Template with { Changes = [Change("remove a"), Change("add a"), Change("replace d/b x")] });

        Assert.Equal(["changes[1].path", "changes[2].content"], problem!.Errors!.Select(error => error.Field));
        AssertProblem(
            problem,
            400,
            "invalid-change",
            "changes[1].path",
            "/changes/1/path",
            "changes[1].path: there is no 'source' to take 'a' from.");
    }

    [Fact]
    public async Task Changes_meet_what_those_before_them_leave()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Assert.Null(await pipeline.CheckAsync(Template with
        {
            Source = Source,
            Changes = [
                Change("rename d e"),
                Change("copy e/b d"),
                Change("remove a"),
                Change("add a/deep d/b"),
                Change("replace d a"),
                Change("restore v1"),
                Change("remove d/b"),
            ],
        }));
        Problem? problem = await pipeline.CheckAsync(
            Template with { Changes = [Change("rename d e"), Change("restore v1"), Change("remove d"), Change("remove d/b")] });

        AssertProblem(problem, 409, "change-mismatch", "changes[3].path", "/changes/3/path", "changes[3].path: there is no 'd/b'.");
    }

    [Theory]
    [InlineData("remove x")]
    [InlineData("add a d/b")]
    [InlineData("rename a d")]
    [InlineData("restore v1 d/b")]
    public async Task Where_a_source_s_files_are_part_of_the_state_what_they_may_make_fit_is_left_to_the_plan(string change)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        foreach (UpdateMode mode in (UpdateMode[])[UpdateMode.Replace, UpdateMode.Merge])
        {
            Assert.Null(await pipeline.CheckAsync(Template with { Source = Source, Mode = mode, Changes = [Change(change)] }));
        }
    }

    [Theory]
    [InlineData("remove x; restore v7 a", 1, "version", "the object has no version v7; its newest is v2.")]
    [InlineData("remove x; restore v1 later", 1, "path", "'later' is not in version v1.")]
    [InlineData("remove x; restore v1; remove x", 2, "path", "there is no 'x'.")]
    public async Task Even_then_what_is_restored_must_be_there(string changes, int index, string field, string rule)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Problem? problem = await pipeline.CheckAsync(
            Template with { Source = Source, Mode = UpdateMode.Merge, Changes = [.. changes.Split("; ").Select(Change)] });

        AssertProblem(
            problem, 409, "change-mismatch", $"changes[{index}].{field}", $"/changes/{index}/{field}", $"changes[{index}].{field}: {rule}");
    }

    [Theory]
    [InlineData("remove a")]
    [InlineData("restore v1")]
    [InlineData("")]
    public async Task Without_a_source_there_must_be_an_object(string change)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Problem? problem = await pipeline.CheckAsync(
            Template with { ObjectId = "urn:y", Changes = change.Length == 0 ? [] : [Change(change)] });

        AssertProblem(
            problem, 409, "change-mismatch", "objectId", "/objectId", "There is no object 'urn:y' to change, and no source to create it from.");
    }

    [Theory]
    [InlineData("remove a", "changes[0].path: there is no 'a'.")]
    [InlineData("restore v1", "changes[0].version: there is no object yet to restore v1 from.")]
    public async Task A_new_object_has_nothing_to_change(string change, string detail)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Problem? problem = await pipeline.CheckAsync(Template with { ObjectId = "urn:y", Source = Source, Changes = [Change(change)] });

        Assert.Equal(detail, problem?.Detail);
    }

    /// <summary>The other may be at work, wait for its turn, or have been accepted and not have begun.</summary>
    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, true)]
    [InlineData(OrchestrationRuntimeStatus.Running, false)]
    [InlineData(OrchestrationRuntimeStatus.Pending, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false)]
    public async Task What_another_update_may_make_fit_is_left_to_the_plan(OrchestrationRuntimeStatus status, bool hasClaimed)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Add(pipeline, "another", "urn:x", status);
        if (hasClaimed)
        {
            await new ClaimStore(new WorkArea(pipeline.Work), TimeProvider.System).ClaimAsync(
                "urn:x", "another", (_, _) => Task.FromResult(UpdateLife.Running), default);
        }

        Assert.Null(await pipeline.CheckAsync(Template with { Changes = [Change("remove x")] }));
        Assert.Null(await pipeline.CheckAsync(Template with { Changes = [Change("remove x")], ExpectedHead = "v3" }));
        Assert.Equal(hasClaimed ? 0 : 2, pipeline.Client.Queries.Count);
        Assert.Equal(
            "urn:ocfl-functions:problem:change-mismatch",
            (await pipeline.CheckAsync(Template with { Changes = [Change("remove x")], ExpectedHead = "v2" }))?.Type);
    }

    [Theory]
    [InlineData("urn:x", OrchestrationRuntimeStatus.Completed)]
    [InlineData("urn:x", OrchestrationRuntimeStatus.Terminated)]
    [InlineData("urn:other", OrchestrationRuntimeStatus.Running)]
    public async Task Updates_that_have_ended_or_are_of_other_objects_change_nothing(string objectId, OrchestrationRuntimeStatus status)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Add(pipeline, "another", objectId, status);

        Assert.Equal(
            "urn:ocfl-functions:problem:change-mismatch",
            (await pipeline.CheckAsync(Template with { Changes = [Change("remove x")] }))?.Type);
        Assert.Equal(
            "urn:ocfl-functions:problem:head-mismatch",
            (await pipeline.CheckAsync(Template with { Changes = [Change("remove a")], ExpectedHead = "v1" }))?.Type);
    }

    /// <summary>It was read before the other's commit, and the other has ended when the engine is asked.</summary>
    [Fact]
    public async Task What_another_update_has_made_fit_meanwhile_is_not_refused()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        pipeline.Client.OnQueryAsync = async () =>
        {
            pipeline.Client.OnQueryAsync = () => Task.CompletedTask;
            await CommitAsync(pipeline, "v3", Template with { Changes = [Change("rename a x")] });
        };

        Assert.Null(await pipeline.CheckAsync(Template with { Changes = [Change("remove x")] }));
        Assert.Null(await pipeline.CheckAsync(Template with { Changes = [Change("remove x")], ExpectedHead = "v3" }));
    }

    [Fact]
    public async Task Nobody_asks_the_engine_about_what_fits()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        Assert.Null(await pipeline.CheckAsync(Template with { Changes = [Change("remove a")], ExpectedHead = "v2" }));
        Assert.Null(await pipeline.CheckAsync(Template with { DigestAlgorithm = "sha256" }));
        Assert.Null(await pipeline.CheckAsync(Template with { DigestAlgorithm = "sha256", Changes = [Change("rename a x")] }));

        Assert.Empty(pipeline.Client.Queries);
    }

    /// <summary>Under another spelling of its place it is found at once; anywhere else only where the settings ask for a search.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_id_that_the_root_has_in_another_place_is_not_used_again(bool isNear)
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        IStorage root = pipeline.Root;
        string place = (await StorageRoot.OpenAsync(root)).GetObjectRoot("urn:x");
        string moved = isNear ? place.ToUpperInvariant() : "far/away";
        foreach (StorageEntry entry in await root.ListAsync(place, recursive: true).ToListAsync())
        {
            await using (StorageReader reader = await root.OpenReadAsync(entry.Path))
            {
                await root.WriteAsync(moved + entry.Path[place.Length..], reader.Content, new());
            }

            await root.DeleteAsync(entry.Path, etag: null);
        }

        UpdateRequest request = Template with { Source = Source, Mode = UpdateMode.Replace };
        pipeline.Options.Updates.SearchNewIds = !isNear;
        Problem? problem = await pipeline.CheckAsync(request);
        TaskFailedException refused = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.RunAsync(request, (_, runAsync) => runAsync(), "again"));

        string detail = $"The storage root's layout puts the object 'urn:x' at '{place}', and it is at '{moved}'";
        Assert.Contains(detail, refused.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        if (isNear)
        {
            Assert.Equal("urn:ocfl-functions:problem:invalid-object", problem?.Type);
            Assert.Contains(detail, problem?.Detail, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(problem);
        }
    }

    [Fact]
    public async Task An_inventory_that_is_too_large_is_not_read_and_none_is_made()
    {
        await using UpdatePipeline pipeline = await PipelineAsync();
        UpdateRequest request = Template with { Changes = [Change("copy a b")] };
        string objectRoot = (await StorageRoot.OpenAsync(pipeline.Root)).GetObjectRoot("urn:x");
        long length = (await pipeline.Root.GetFileAsync(objectRoot + "/inventory.json"))!.Length;
        pipeline.Options.Storage.MaxInventoryBytes = length + 10;
        TaskFailedException refused = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.RunAsync(request, (_, runAsync) => runAsync(), "made"));
        Assert.Contains("The version's inventory would have", refused.FailureDetails.ErrorMessage, StringComparison.Ordinal);

        // As a restart with another setting.
        await using UpdatePipeline other = new(pipeline.Place, Ocfl.Testing.Faults.None, 300);
        other.Options.Storage.MaxInventoryBytes = length - 1;
        Problem? problem = await other.CheckAsync(request);

        Assert.Equal((400, "urn:ocfl-functions:problem:too-large", "/objectId"), (problem?.Status, problem?.Type, problem?.JsonPointer));
        Assert.Contains(
            $"has {length} bytes, and inventories of up to {length - 1} bytes are read here. The limit is the setting "
                + "Ocfl:Storage:MaxInventoryBytes.",
            problem?.Detail,
            StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<TaskFailedException>(() => other.RunAsync(request, (_, runAsync) => runAsync(), "read"));
        Assert.Contains(
            "The limit is the setting Ocfl:Storage:MaxInventoryBytes.", refused.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    private static void AssertProblem(Problem? problem, int status, string type, string field, string pointer, string detail)
    {
        Assert.NotNull(problem);
        Assert.Equal(
            (status, "urn:ocfl-functions:problem:" + type, field, pointer),
            (problem.Status, problem.Type, problem.Field, problem.JsonPointer));
        Assert.Equal(detail, problem.Detail);
    }

    private static async Task<UpdatePipeline> PipelineAsync()
    {
        UpdatePipeline pipeline = new("Memory", 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "a", ["d/b"] = "b", ["d/c"] = "c" });
        await CommitAsync(pipeline, "v1", Template with { Source = Source, Mode = UpdateMode.Replace });
        await pipeline.Place.Files.PutAsync("later", "later");
        await CommitAsync(pipeline, "v2", Template with { Source = Source, Mode = UpdateMode.Replace });
        return pipeline;
    }

    private static async Task CommitAsync(UpdatePipeline pipeline, string version, UpdateRequest request)
    {
        string id = "commit-" + version;
        UpdateResult result = await pipeline.RunAsync(request, (_, runAsync) => runAsync(), id);
        Assert.Equal(version, result.Version);
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == id);
    }

    private static void Add(
        UpdatePipeline pipeline,
        string id,
        string objectId,
        OrchestrationRuntimeStatus status) => pipeline.Client.Instances.Add(new OrchestrationMetadata("UpdateObject", id)
        {
            RuntimeStatus = status,
            DataConverter = EngineJson.Converter,
            SerializedInput = EngineJson.Converter.Serialize(
            new UpdateInput(new UpdateRequest { ObjectId = objectId, Source = Source }, new UpdateSettings())),
        });

    private static bool NeedsSource(string change) =>
        change.StartsWith("add", StringComparison.Ordinal) || change.StartsWith("replace", StringComparison.Ordinal);

    private static StateChange Change(string text) => text.Split(' ') switch
    {
        ["add" or "replace" or "remove", var path] words => new StateChange { Kind = KindOf(words[0]), Path = path },
        ["add" or "replace", var path, var content] words => new StateChange { Kind = KindOf(words[0]), Path = path, Content = content },
        ["rename" or "copy", var from, var to] words => new StateChange { Kind = KindOf(words[0]), From = from, To = to },
        ["restore", var version] => new StateChange { Kind = StateChangeKind.Restore, Version = version },
        ["restore", var version, var path] => new StateChange { Kind = StateChangeKind.Restore, Version = version, Path = path },
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "This is no change."),
    };

    private static StateChangeKind KindOf(string word) => Enum.Parse<StateChangeKind>(word, ignoreCase: true);
}
