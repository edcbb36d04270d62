using Microsoft.DurableTask;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>Changes, fixity and another digest algorithm, with activities that are delivered again, at once, or fail.</summary>
public sealed class ChangePipelineTests
{
    private static readonly UpdateRequest Template = new()
    {
        ObjectId = "urn:x",
        Message = "m",
        User = new UpdateUser("Ada", "mailto:a@b.c"),
    };

    private static readonly UpdateRequest First = Template with
    {
        Source = new UpdateSource { Directory = "source" },
        Fixity = ["md5"],
        DigestAlgorithm = "sha256",
    };

    private static readonly UpdateRequest Changes = Template with
    {
        Mode = UpdateMode.Select,
        Changes =
        [
            new StateChange { Kind = StateChangeKind.Rename, From = "folder-0", To = "new/folder" },
            new StateChange { Kind = StateChangeKind.Remove, Path = "folder-1/file-4" },
            new StateChange { Kind = StateChangeKind.Copy, From = "folder-2/file-2", To = "copy" },
        ],
    };

    private static readonly UpdateRequest Addition = Template with
    {
        Source = new UpdateSource { Directory = "source" },
        Mode = UpdateMode.Select,
        Fixity = ["sha1"],
        Changes =
        [
            new StateChange { Kind = StateChangeKind.Add, Path = "added/file", Content = "folder-0/extra" },
            new StateChange { Kind = StateChangeKind.Restore, Path = "folder-1", Version = "v1" },
        ],
    };

    private static readonly UpdateRequest ToSha512 = Template with { Mode = UpdateMode.Select, Changes = [], DigestAlgorithm = "sha512" };

    private static readonly UpdateRequest Back = Template with
    {
        Mode = UpdateMode.Select,
        Changes = [new StateChange { Kind = StateChangeKind.Restore, Version = "v1" }],
        DigestAlgorithm = "sha256",
    };

    private static readonly UpdateRequest[] Requests = [First, Changes, Addition, ToSha512, Back];

    private static readonly string[] OfFirst =
        ["folder-0/file-0=0", "folder-0/file-3=3", "folder-1/file-1=1", "folder-1/file-4=4", "folder-2/file-2=2", "folder-2/file-5=0"];

    private static readonly string[] OfChanges =
        ["copy=2", "folder-1/file-1=1", "folder-2/file-2=2", "folder-2/file-5=0", "new/folder/file-0=0", "new/folder/file-3=3"];

    private static readonly string[] OfAddition =
        [
            "added/file=extra",
            "copy=2",
            "folder-1/file-1=1",
            "folder-1/file-4=4",
            "folder-2/file-2=2",
            "folder-2/file-5=0",
            "new/folder/file-0=0",
            "new/folder/file-3=3",
        ];

    private static readonly string[][] Expected = [OfFirst, OfChanges, OfAddition, OfAddition, OfFirst];

    public static TheoryData<string, int, string> Deliveries
    {
        get
        {
            TheoryData<string, int, string> cases = [];
            foreach ((string kind, int singleSteps) in (ReadOnlySpan<(string, int)>)[
                ("Local", 300),
                ("Memory", 0),
                ("InPlace", 300),
                ("InPlace", 0),
            ])
            {
                cases.Add(kind, singleSteps, "once");
                cases.Add(kind, singleSteps, "twice");
                cases.Add(kind, singleSteps, "at once");
            }

            return cases;
        }
    }

    public static TheoryData<string, int, int> Failures
    {
        get
        {
            TheoryData<string, int, int> cases = [];
            for (int request = 1; request < Requests.Length; request++)
            {
                cases.Add("Memory", 300, request);
                cases.Add("InPlace", 0, request);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task An_object_is_changed_and_moved_and_all_its_versions_are_read(string kind, int singleSteps, string delivery)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);

        List<UpdateResult> results = await RunAsync(pipeline, Requests.Length, runAsync => DeliverAsync(delivery, runAsync));

        Assert.All(results, result => Assert.Equal(UpdateOutcome.Completed, result.Outcome));
        Assert.Equal(["sha256", "sha256", "sha256", "sha512", "sha256"], results.Select(result => result.DigestAlgorithm));
        await AssertVersionsAsync(pipeline, Requests.Length);
        SortedDictionary<string, string> files = await UpdatePipeline.FilesAsync(pipeline.Root);
        Assert.Equal(6, files.Keys.Count(path => path.Contains("/content/", StringComparison.Ordinal)));
        Assert.Single(files.Keys, path => path.Contains("/v3/content/", StringComparison.Ordinal));
        Assert.DoesNotContain(
            await UpdatePipeline.FilesAsync(pipeline.Work), file => file.Key.Contains("/stage/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_content_has_the_fixity_that_was_asked_for_and_keeps_it()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory", 300);

        await RunAsync(pipeline, Requests.Length, runAsync => runAsync());

        OcflObject written = await OpenAsync(pipeline);
        Dictionary<string, List<string>> fixity = written.Inventory.Fixity.ToDictionary(
            block => block.Key, block => block.Value.Paths.Select(file => file.Key).ToList());
        Assert.Equal(5, fixity["md5"].Count);
        Assert.All(fixity["md5"], path => Assert.StartsWith("v1/content/", path, StringComparison.Ordinal));
        Assert.Equal(["v3/content/added/file"], fixity["sha1"]);
    }

    /// <summary>
    /// Each call of an update fails permanently, before its work and after: the object is what it was before, or what it is to be.
    /// </summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Whatever_fails_leaves_the_old_version_or_the_new_one(string kind, int singleSteps, int request)
    {
        bool isOver = false;
        for (int failing = 0; !isOver; failing++)
        {
            foreach (bool after in (bool[])[false, true])
            {
                await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);
                await RunAsync(pipeline, request, runAsync => runAsync());
                bool failed = false;
                try
                {
                    await pipeline.RunAsync(Requests[request], async (call, runAsync) =>
                    {
                        object? answer = call == failing && !after ? null : await runAsync();
                        failed |= call == failing;
                        return call == failing ? throw new StorageException("The storage is gone.") : answer;
                    }, "failing");
                    isOver = !failed;
                    await AssertVersionsAsync(pipeline, request + 1);
                }
                catch (TaskFailedException)
                {
                    await AssertVersionsAsync(pipeline, request);
                }
            }
        }
    }

    [Fact]
    public async Task A_change_that_does_not_fit_fails_the_update_with_its_place_and_leaves_the_object()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory", 300);
        await RunAsync(pipeline, 1, runAsync => runAsync());

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => pipeline.RunAsync(
            Changes with { Changes = [.. Changes.Changes!, new StateChange { Kind = StateChangeKind.Remove, Path = "folder-0" }] },
            (_, runAsync) => runAsync(),
            "wrong"));

        Assert.Contains("changes[3].path: there is no 'folder-0'.", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        await AssertVersionsAsync(pipeline, 1);
    }

    [Fact]
    public async Task Content_that_rotted_is_not_vouched_for_by_a_new_digest()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory", 300);
        UpdateResult first = (await RunAsync(pipeline, 1, runAsync => runAsync()))[0];
        using (MemoryStream rot = new("rot"u8.ToArray()))
        {
            await pipeline.Root.WriteAsync($"{first.ObjectRoot}/v1/content/folder-0/file-0", rot, new StorageWriteOptions());
        }

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.RunAsync(ToSha512, (_, runAsync) => runAsync(), "move"));

        Assert.Contains("folder-0/file-0", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("v1", (await OpenAsync(pipeline)).Head.Number.ToString());
    }

    /// <summary>
    /// What a crash can cost of a move is what one batch has hashed: a number of files, or of bytes, or one file that has more.
    /// </summary>
    [Fact]
    public async Task Content_is_hashed_anew_in_batches_by_number_and_by_bytes_and_a_larger_file_alone()
    {
        await using UpdatePipeline pipeline = new("Memory", 300);
        pipeline.Options.Updates.SliceBytes = 10;
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string>
        {
            ["a"] = "a23",
            ["b"] = "b23",
            ["c"] = new string('c', 50),
            ["d"] = "d",
            ["e"] = "e",
            ["f"] = "f",
            ["g"] = "g",
            ["h"] = "h",
        });
        await pipeline.RunAsync(First with { Fixity = null }, (_, runAsync) => runAsync(), "first");
        List<StagedBatch> batches = [];

        await pipeline.RunAsync(ToSha512, async (name, _, runAsync) =>
        {
            object? answer = await runAsync();
            if (answer is StagedBatch batch)
            {
                Assert.Equal("BuildStage", name);
                lock (batches)
                {
                    batches.Add(batch);
                }
            }

            return answer;
        }, "move");

        Assert.Equal([new(2, 6), new(1, 50), new(4, 4), new(1, 1)], batches);
        Assert.Equal("sha512", (await OpenAsync(pipeline)).Inventory.DigestAlgorithm);
    }

    private static async Task<object?> DeliverAsync(string delivery, Func<Task<object?>> runAsync)
    {
        switch (delivery)
        {
            case "once":
                return await runAsync();
            case "twice":
                await runAsync();
                return await runAsync();
            default:
                return (await Task.WhenAll(Task.Run(runAsync), Task.Run(runAsync)))[1];
        }
    }

    private static async Task<List<UpdateResult>> RunAsync(
        UpdatePipeline pipeline, int requests, Func<Func<Task<object?>>, Task<object?>> deliverAsync)
    {
        List<UpdateResult> results = [];
        foreach (UpdateRequest request in Requests.Take(requests))
        {
            results.Add(await pipeline.RunAsync(request, (_, runAsync) => deliverAsync(runAsync), $"update-{results.Count}"));
            await pipeline.Place.Files.PutAsync("folder-0/extra", "extra");
        }

        return results;
    }

    private static async Task AssertVersionsAsync(UpdatePipeline pipeline, int versions)
    {
        OcflObject written = await OpenAsync(pipeline);
        Assert.Equal(Expected[..versions], await ReadAsync(written));
        ValidationReport report = await new Validator(pipeline.Root).ValidateObjectAsync(written.Root);
        // W004: another algorithm than sha512.
        Assert.All(report.Findings, finding => Assert.Equal("W004", finding.Code));
    }

    private static async Task<OcflObject> OpenAsync(UpdatePipeline pipeline) =>
        (await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"))!;

    private static async Task<string[][]> ReadAsync(OcflObject written)
    {
        List<string[]> versions = [];
        foreach (OcflVersion version in written.Versions)
        {
            List<string> files = [];
            foreach (string path in version.Description.State.Paths.Select(file => file.Key).Order(StringComparer.Ordinal))
            {
                await using ContentReader reader = await written.OpenFileAsync(version, path);
                using StreamReader text = new(reader.Content);
                files.Add($"{path}={await text.ReadToEndAsync()}");
            }

            versions.Add([.. files]);
        }

        return [.. versions];
    }

    private static async Task<UpdatePipeline> PipelineAsync(string kind, int singleSteps)
    {
        UpdatePipeline pipeline = new(kind, singleSteps);
        await pipeline.Place.WriteSourceAsync(
            Enumerable.Range(0, 6).ToDictionary(number => $"folder-{number % 3}/file-{number}", number => $"{number % 5}"));
        return pipeline;
    }
}
