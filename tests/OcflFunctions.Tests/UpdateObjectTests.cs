using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class UpdateObjectTests
{
    private const int Batches = 3;
    private static readonly SliceRange Copies = new(2, 20);
    private static readonly UpdateInput Input = new(
        new UpdateRequest { ObjectId = "urn:x", Source = new UpdateSource { Directory = "folder" } }, new UpdateSettings { Window = 4 });

    private static readonly PlanSummary Plan = new()
    {
        Head = "v1",
        ObjectRoot = "root",
        DigestAlgorithm = "sha512",
        InventoryDigest = "0",
        Steps = 26,
        Bytes = 260,
        Preparation = new SliceRange(0, 2),
        Copies = Copies,
        Commit = new SliceRange(22, 3),
        Finish = new SliceRange(25, 1),
        Names = [.. Enumerable.Range(0, 26).Select(number => $"step {number}")],
    };

    private static readonly string[] Recipe =
    [
        "ClaimObject", "ListSource", "BuildStage", "CreatePlan", "ExecuteOcflActivity", "ApplyPlan", "ReleaseObject",
    ];

    private readonly List<int> _slices = [];
    private readonly FakeOrchestration _context;
    private readonly Dictionary<string, Func<object?, object?>> _answers;

    /// <summary>What the engine's own API could start an update with.</summary>
    public static TheoryData<string, string> Settings => new()
    {
        { "null", "The update's input must have 'request' and 'settings'." },
        { """{"window":0}""", "'settings.window' is 0; it must be from 1 to 256" },
        {
            """{"attempts":0,"claimPollInterval":"00:00:00"}""",
            "'settings.attempts' is 0; it must be from 1 to 100; 'settings.claimPollInterval' is 00:00:00; it must be"
        },
        { """{"holdTime":"-00:00:01"}""", "'settings.holdTime' is -00:00:01; it must be" },
        { """{"newVersion":{"versionPadding":1}}""", "'settings.newVersion.versionPadding' is 1; it must be 0, or from 2 to 9" },
        { """{"newVersion":{"versionPadding":10}}""", "'settings.newVersion.versionPadding' is 10" },
        { """{"newVersion":{"contentDirectory":"a/b"}}""", "'settings.newVersion.contentDirectory' is 'a/b'; it must be one name" },
        { """{"newVersion":{"contentDirectory":null}}""", "'settings.newVersion.contentDirectory' is ''; it must be one name" },
        { """{"newVersion":{"digestAlgorithm":"md5"}}""", "'settings.newVersion.digestAlgorithm' is 'md5'; it must be sha512 or sha256" },
        { """{"newVersion":{"digestAlgorithm":null}}""", "'settings.newVersion.digestAlgorithm' is ''" },
        {
            """{"newVersion":{"pathConstraint":7}}""",
            "'settings.newVersion.pathConstraint' is 7; it must be one of None, Unix, Windows, Cloud"
        },
        {
            """{"newVersion":{"contentPaths":-1}}""",
            "'settings.newVersion.contentPaths' is -1; it must be one of Identity, PercentEncoded, Hashed"
        },
    };

    public UpdateObjectTests()
    {
        _answers = new(StringComparer.Ordinal)
        {
            ["ClaimObject"] = _ => new ClaimResult(0),
            ["ListSource"] = _ => new SourceSummary(Batches, 30, 300),
            ["BuildStage"] = _ => new StagedBatch(10, 100),
            ["CreatePlan"] = _ => Plan,
            ["ExecuteOcflActivity"] = input =>
            {
                _slices.Add(((ExecuteInput)input!).Slice);
                return new SliceResult(1, 0, 10, 10);
            },
            ["ApplyPlan"] = _ => null,
            ["RevertOcflActivity"] = _ => new RevertResult(Committed: false),
            ["ReleaseObject"] = _ => null,
        };
        _context = new FakeOrchestration((name, input) => Task.FromResult(_answers[name](input)));
    }

    private UpdateCustomStatus LastStatus => EngineJson.Converter.Deserialize<UpdateCustomStatus>(_context.Statuses[^1])!;

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Settings_that_no_update_can_go_by_are_named_before_anything_is_done(string settings, string problem)
    {
        UpdateInput input = Input with { Settings = EngineJson.Converter.Deserialize<UpdateSettings>(settings)! };

        InvalidUpdateException refusal = await Assert.ThrowsAsync<InvalidUpdateException>(
            () => _context.RunAsync(context => UpdateObject.RunAsync(context, input)));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_context.Calls);
    }

    [Fact]
    public async Task An_update_follows_the_recipe()
    {
        UpdateResult result = await RunAsync();

        Assert.Equal(UpdateOutcome.Completed, result.Outcome);
        Assert.Equal((26, 260, "v1"), (result.Steps, result.Bytes, result.Version));
        Assert.Equal(Recipe, _context.Calls.Distinct());
        Assert.Equal(Batches, _context.Calls.Count(call => call == "BuildStage"));
        Assert.Equal(Enumerable.Range(0, 26), _slices.Order());
        Assert.Equal([0, 1], _slices[..2]);
        Assert.Equal([22, 23, 24, 25], _slices[^4..]);
        Assert.Equal(4, _context.MostAtOnce);
        Assert.Equal(new string('d', 26), LastStatus.Steps);
        Assert.True(LastStatus.Committed);
        Assert.Null(LastStatus.Phase);
        UpdateCustomStatus[] seen = [.. _context.Statuses.Select(status => EngineJson.Converter.Deserialize<UpdateCustomStatus>(status)!)];
        Assert.All(Enumerable.Range(0, 26), slice => Assert.Contains(seen, status => status.Steps?[slice] == 'r'));
        Assert.All(seen, status => Assert.InRange(status.Steps?.Count(mark => mark == 'r') ?? 0, 0, 4));
    }

    [Fact]
    public async Task What_changes_nothing_ends_after_the_plan()
    {
        _answers["CreatePlan"] = _ => new PlanSummary
        {
            Head = "v3",
            ObjectRoot = "r",
            DigestAlgorithm = "sha512",
            InventoryDigest = "0",
            ChangesNothing = true,
        };

        UpdateResult result = await RunAsync();

        Assert.Equal((UpdateOutcome.Unchanged, "v3"), (result.Outcome, result.Version));
        Assert.DoesNotContain("ExecuteOcflActivity", _context.Calls);
        Assert.Equal(["ApplyPlan", "ReleaseObject"], _context.Calls[^2..]);
        Assert.False(LastStatus.Committed);
    }

    [Fact]
    public async Task What_changes_nothing_may_have_something_to_put_right()
    {
        _answers["CreatePlan"] = _ => new PlanSummary
        {
            Head = "v3",
            ObjectRoot = "r",
            DigestAlgorithm = "sha512",
            InventoryDigest = "0",
            ChangesNothing = true,
            Steps = 2,
            Finish = new SliceRange(0, 2),
            Names = ["a", "b"],
        };

        UpdateResult result = await RunAsync();

        Assert.Equal((UpdateOutcome.Unchanged, 2L), (result.Outcome, result.Steps));
        Assert.Equal(["ExecuteOcflActivity", "ExecuteOcflActivity", "ApplyPlan", "ReleaseObject"], _context.Calls[^4..]);
        Assert.Equal(("dd", false), (LastStatus.Steps, LastStatus.Committed));
    }

    [Theory]
    [InlineData("ClaimObject")]
    [InlineData("ListSource")]
    [InlineData("BuildStage")]
    [InlineData("CreatePlan")]
    [InlineData("ExecuteOcflActivity")]
    public async Task Whatever_fails_is_undone_and_the_object_released(string activity)
    {
        _answers[activity] = _ => throw new StorageException("The disk is full.");

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(RunAsync);

        Assert.Equal(activity, failure.TaskName);
        Assert.Equal(["RevertOcflActivity", "ReleaseObject"], _context.Calls[^2..]);
        Assert.Equal(new UpdateError("Storage", "The disk is full.", activity), LastStatus.Error);
        Assert.Null(LastStatus.Phase);
        Assert.Contains(
            _context.Statuses, status => EngineJson.Converter.Deserialize<UpdateCustomStatus>(status)!.Phase == UpdatePhase.Reverting);
    }

    [Fact]
    public async Task After_a_failed_copy_no_other_begins_and_those_that_run_are_waited_for_before_anything_is_undone()
    {
        int runningAtRevert = -1;
        Func<object?, object?> execute = _answers["ExecuteOcflActivity"];
        _answers["ExecuteOcflActivity"] = input => ((ExecuteInput)input!).Slice == 5
            ? throw new ContentMismatchException("Changed.")
            : execute(input);
        _answers["RevertOcflActivity"] = _ =>
        {
            runningAtRevert = _context.Running;
            return new RevertResult(Committed: false);
        };

        await Assert.ThrowsAsync<TaskFailedException>(RunAsync);

        Assert.Equal(0, runningAtRevert);
        Assert.InRange(_slices.Count, 5, 5 + 4);
        Assert.DoesNotContain(22, _slices);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(25)]
    public async Task What_is_committed_is_not_undone_but_brought_to_its_end(int failing)
    {
        bool failed = false;
        Func<object?, object?> execute = _answers["ExecuteOcflActivity"];
        _answers["ExecuteOcflActivity"] = input =>
        {
            if (((ExecuteInput)input!).Slice == failing && !failed)
            {
                failed = true;
                throw new StorageException("The answer was lost.");
            }

            return execute(input);
        };
        _answers["RevertOcflActivity"] = _ => new RevertResult(Committed: true);

        UpdateResult result = await RunAsync();

        Assert.Equal(UpdateOutcome.Completed, result.Outcome);
        Assert.Equal(25, _slices[^1]);
        Assert.Equal(["ApplyPlan", "ReleaseObject"], _context.Calls[^2..]);
        Assert.Null(LastStatus.Error);
    }

    [Fact]
    public async Task A_cancel_before_the_commit_undoes_all()
    {
        Func<object?, object?> execute = _answers["ExecuteOcflActivity"];
        _answers["ExecuteOcflActivity"] = input =>
        {
            if (((ExecuteInput)input!).Slice == 6)
            {
                _context.Raise("cancel", new CancelRequest("why not"));
            }

            return execute(input);
        };

        UpdateResult result = await RunAsync();

        Assert.Equal(new UpdateResult { Outcome = UpdateOutcome.Cancelled, ObjectId = "urn:x" }, result);
        Assert.InRange(_slices.Count, 7, 7 + 4);
        Assert.Equal(["RevertOcflActivity", "ReleaseObject"], _context.Calls[^2..]);
        Assert.Null(LastStatus.Error);
    }

    [Fact]
    public async Task A_cancel_while_the_commit_is_written_comes_too_late()
    {
        Func<object?, object?> execute = _answers["ExecuteOcflActivity"];
        _answers["ExecuteOcflActivity"] = input =>
        {
            if (((ExecuteInput)input!).Slice == 24)
            {
                _context.Raise("Cancel", new CancelRequest(null));
            }

            return execute(input);
        };

        Assert.Equal(UpdateOutcome.Completed, (await RunAsync()).Outcome);
        Assert.DoesNotContain("RevertOcflActivity", _context.Calls);
    }

    [Fact]
    public async Task An_update_waits_for_its_turn_and_looks_again_when_it_is_told_or_when_nobody_tells()
    {
        Queue<int> ahead = new([2, 1, 0]);
        _answers["ClaimObject"] = _ =>
        {
            if (ahead.Count == 3)
            {
                _context.Raise("ClaimGranted", "the one before");
            }

            return new ClaimResult(ahead.Dequeue());
        };
        DateTime start = _context.CurrentUtcDateTime;

        UpdateResult result = await RunAsync();

        Assert.Equal(UpdateOutcome.Completed, result.Outcome);
        Assert.Equal(3, _context.Calls.Count(call => call == "ClaimObject"));
        Assert.InRange(_context.CurrentUtcDateTime - start, Input.Settings.ClaimPollInterval, 3 * Input.Settings.ClaimPollInterval);
        Assert.Contains(
            _context.Statuses,
            status => EngineJson.Converter.Deserialize<UpdateCustomStatus>(status) is { Phase: UpdatePhase.Claiming, Ahead: 2 });
    }

    [Fact]
    public async Task An_update_that_waits_for_its_turn_can_be_cancelled()
    {
        _answers["ClaimObject"] = _ =>
        {
            _context.Raise("Cancel", new CancelRequest(null));
            return new ClaimResult(1);
        };

        Assert.Equal(UpdateOutcome.Cancelled, (await RunAsync()).Outcome);
        Assert.Equal(["ClaimObject", "RevertOcflActivity", "ReleaseObject"], _context.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CreatePlan")]
    [InlineData("Cancel")]
    [InlineData("Unchanged")]
    public async Task The_release_says_how_the_update_ended(string what)
    {
        ReleaseInput? release = null;
        _answers["ReleaseObject"] = input =>
        {
            release = (ReleaseInput)input!;
            return null;
        };
        _answers["CreatePlan"] = _ =>
        {
            if (what == "Cancel")
            {
                _context.Raise("Cancel", new CancelRequest(null));
            }

            return what switch
            {
                "CreatePlan" => throw new StorageException("Gone."),
                "Unchanged" => Plan with { ChangesNothing = true, Finish = SliceRange.Empty },
                _ => Plan,
            };
        };
        DateTime start = _context.CurrentUtcDateTime;

        await Record.ExceptionAsync(RunAsync);

        UpdateStatus expected = what switch
        {
            "" =>
            UpdateStatus.Completed,
            "Cancel" => UpdateStatus.Cancelled,
            "Unchanged" => UpdateStatus.Unchanged,
            _ => UpdateStatus.Failed
        };
        Assert.Equal(expected, release?.Ended);
        Assert.Equal(start, release?.Created.UtcDateTime);
        Assert.Equal(start + _context.ActivityTime, release?.Granted?.UtcDateTime);
    }

    [Fact]
    public async Task A_release_that_fails_does_not_fail_what_is_committed()
    {
        _answers["ReleaseObject"] = _ => throw new StorageException("Gone.");

        Assert.Equal(UpdateOutcome.Completed, (await RunAsync()).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_status_is_reported_when_a_step_begins_and_otherwise_about_once_a_second(bool isInSteps)
    {
        _answers["CreatePlan"] = _ => isInSteps ? Plan : Plan with { Names = null };
        _context.ActivityTime = TimeSpan.FromMilliseconds(50);
        DateTime start = _context.CurrentUtcDateTime;

        await RunAsync();

        double seconds = (_context.CurrentUtcDateTime - start).TotalSeconds;
        Assert.InRange(_context.Statuses.Count, 6, 9 + seconds + (isInSteps ? Plan.Steps : 0));
    }

    [Fact]
    public async Task Time_is_taken_once()
    {
        HashSet<DateTimeOffset> times = [];
        Func<object?, object?> stage = _answers["BuildStage"];
        Func<object?, object?> plan = _answers["CreatePlan"];
        _answers["BuildStage"] = input =>
        {
            times.Add(((BuildStageInput)input!).Update.Created);
            return stage(input);
        };
        _answers["CreatePlan"] = input =>
        {
            times.Add(((CreatePlanInput)input!).Update.Created);
            return plan(input);
        };

        await RunAsync();

        Assert.Equal([new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero)], times);
    }

    private Task<UpdateResult> RunAsync() => _context.RunAsync(context => UpdateObject.RunAsync(context, Input));
}
