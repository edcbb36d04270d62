using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What becomes of an update of the current version when retries have run out.</summary>
public sealed class UpdateHoldTests() : UpdateHolds("2", waitsForTheCount: true);

/// <summary>What becomes of an update that began under version 1.</summary>
public sealed class UpdateHoldOfVersion1Tests() : UpdateHolds("1", waitsForTheCount: false);

/// <summary>What becomes of an update on a host that gives none a version.</summary>
public sealed class UpdateHoldWithoutVersionTests() : UpdateHolds("", waitsForTheCount: false);

/// <summary>What becomes of an update when retries have run out.</summary>
public abstract class UpdateHolds
{
    private const int Steps = 8;
    private static readonly TimeSpan HoldTime = TimeSpan.FromHours(1);

    private static readonly PlanSummary Plan = new()
    {
        Head = "v1",
        ObjectRoot = "root",
        DigestAlgorithm = "sha512",
        InventoryDigest = "0",
        Steps = Steps,
        Bytes = 80,
        Preparation = new SliceRange(0, 1),
        Copies = new SliceRange(1, 4),
        Commit = new SliceRange(5, 2),
        Finish = new SliceRange(7, 1),
        Names = [.. Enumerable.Range(0, Steps).Select(number => $"step {number}")],
    };

    private readonly Dictionary<string, Func<object?, object?>> _answers;
    private readonly FakeOrchestration _context;
    private readonly HashSet<string> _broken = [];
    private readonly bool _waitsForTheCount;
    private Action<UpdateCustomStatus> _onHold = _ => { };
    private int _statusesSeen;

    protected UpdateHolds(string version, bool waitsForTheCount)
    {
        _waitsForTheCount = waitsForTheCount;
        _answers = new(StringComparer.Ordinal)
        {
            ["ClaimObject"] = _ => new ClaimResult(0),
            ["ListSource"] = _ => new SourceSummary(2, 4, 40),
            ["BuildStage"] = _ => new StagedBatch(2, 20),
            ["CreatePlan"] = _ => Plan,
            ["ExecuteOcflActivity"] = input => Broken($"slice {((ExecuteInput)input!).Slice}") ?? new SliceResult(1, 0, 10, 10),
            ["ApplyPlan"] = _ => null,
            ["RevertOcflActivity"] = _ => new RevertResult(Committed: false),
            ["ReleaseObject"] = _ => null,
            ["NoteHold"] = _ => null,
        };
        _context = new FakeOrchestration((name, input) => Task.FromResult(Broken(name) ?? _answers[name](input)), version: version)
        {
            OnStatus = LookForHolds,
        };
    }

    public static TheoryData<string> Places =>
        ["ClaimObject", "ListSource", "BuildStage", "CreatePlan", "ApplyPlan", .. Enumerable.Range(0, Steps).Select(
            slice => $"slice {slice}")];

    private UpdateCustomStatus LastStatus => StatusOf(_context.Statuses[^1]);

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_update_goes_on_where_it_was_held_once_it_is_told_to(string place)
    {
        Break(place);
        UpdateCustomStatus? held = null;
        _onHold = progress =>
        {
            held = progress;
            _broken.Clear();
            _context.Raise("retry", new RetryRequest("fixed"));
        };

        UpdateResult result = await RunAsync();

        Assert.Equal(UpdateOutcome.Completed, result.Outcome);
        Assert.Equal("The disk is full.", held!.Error!.Message);
        Assert.Single(_context.Calls, "NoteHold");
        Assert.InRange(held.HeldUntil!.Value - held.UpdatedAt, HoldTime, HoldTime);
        Assert.Equal(new string('d', Steps), LastStatus.Steps);
        Assert.Null(LastStatus.Error);
        Assert.Null(LastStatus.HeldUntil);
        Assert.DoesNotContain("RevertOcflActivity", _context.Calls);
    }

    [Fact]
    public async Task It_is_held_again_when_the_fault_is_still_there()
    {
        Break("slice 3");
        int holds = 0;
        List<int?> noted = [];
        _answers["NoteHold"] = input =>
        {
            noted.Add(((HoldInput)input!).Number);
            return null;
        };
        _onHold = _ =>
        {
            if (++holds == 3)
            {
                _broken.Clear();
            }

            _context.Raise("Retry", new RetryRequest(null));
        };

        Assert.Equal(UpdateOutcome.Completed, (await RunAsync()).Outcome);
        Assert.Equal(3, holds);
        Assert.Equal([1, 2, 3], noted);
    }

    [Fact]
    public async Task A_count_that_fails_does_not_end_the_hold()
    {
        Break("slice 3");
        _onHold = _ =>
        {
            _broken.Clear();
            _context.Raise("Retry", new RetryRequest(null));
        };
        string? lastCall = null;
        _answers["NoteHold"] = _ =>
        {
            lastCall = _context.Calls[^1];
            throw new StorageException("The disk is full.");
        };

        Assert.Equal(UpdateOutcome.Completed, (await RunAsync()).Outcome);

        Assert.Equal(_waitsForTheCount ? "NoteHold" : "ExecuteOcflActivity", lastCall);
    }

    [Fact]
    public async Task Those_that_fail_side_by_side_are_held_together()
    {
        Break("slice 1", "slice 2", "slice 4");
        int holds = 0;
        _onHold = _ =>
        {
            holds++;

            // Not at once: the others fail meanwhile.
            _context.Later(() =>
            {
                _broken.Clear();
                _context.Raise("Retry", new RetryRequest(null));
            });
        };

        Assert.Equal(UpdateOutcome.Completed, (await RunAsync()).Outcome);
        Assert.Equal(1, holds);
    }

    [Theory]
    [InlineData("ListSource")]
    [InlineData("slice 2")]
    [InlineData("slice 6")]
    public async Task What_is_held_can_be_cancelled(string place)
    {
        Break(place);
        _onHold = _ => _context.Raise("Cancel", new CancelRequest(null));

        Assert.Equal(UpdateOutcome.Cancelled, (await RunAsync()).Outcome);
        Assert.Equal(["RevertOcflActivity", "ReleaseObject"], _context.Calls[^2..]);
        Assert.Null(LastStatus.Error);
        Assert.Null(LastStatus.HeldUntil);
    }

    [Theory]
    [InlineData("ClaimObject")]
    [InlineData("slice 2")]
    public async Task When_the_time_is_over_it_is_undone_and_fails(string place)
    {
        Break(place);
        DateTime start = _context.CurrentUtcDateTime;

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(RunAsync);

        Assert.Equal("The disk is full.", failure.FailureDetails.ErrorMessage);
        Assert.True(_context.CurrentUtcDateTime - start >= HoldTime);
        Assert.Equal(["RevertOcflActivity", "ReleaseObject"], _context.Calls[^2..]);
        Assert.Null(LastStatus.Phase);
        Assert.Null(LastStatus.HeldUntil);
    }

    [Fact]
    public async Task It_is_held_while_it_is_undone_too_and_a_cancel_does_not_end_that()
    {
        Break("RevertOcflActivity");
        _answers["CreatePlan"] = _ => throw new InvalidUpdateException("No.");
        _onHold = _ =>
        {
            _context.Raise("Cancel", new CancelRequest(null));
            _context.Later(() =>
            {
                _broken.Clear();
                _context.Raise("Retry", new RetryRequest(null));
            });
        };

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(RunAsync);

        Assert.Equal("No.", failure.FailureDetails.ErrorMessage);
        Assert.Equal(2, _context.Calls.Count(call => call == "RevertOcflActivity"));
        Assert.Equal(new UpdateError("InvalidUpdate", "No.", "CreatePlan"), LastStatus.Error);
    }

    [Fact]
    public async Task What_cannot_heal_is_not_held()
    {
        _answers["CreatePlan"] = _ => throw new ObjectConflictException("Another was first.");

        await Assert.ThrowsAsync<TaskFailedException>(RunAsync);

        Assert.DoesNotContain(_context.Statuses, status => StatusOf(status).Phase == UpdatePhase.Held);
    }

    [Fact]
    public async Task Without_a_hold_time_nothing_is_held()
    {
        Break("slice 2");

        await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(TimeSpan.Zero));

        Assert.DoesNotContain(_context.Statuses, status => StatusOf(status).Phase == UpdatePhase.Held);
    }

    private void Break(params ReadOnlySpan<string> places) => _broken.UnionWith(places.ToArray());

    private object? Broken(string place) => _broken.Contains(place) ? throw new StorageException("The disk is full.") : null;

    private void LookForHolds()
    {
        UpdateCustomStatus status = LastStatus;
        if (status.Phase == UpdatePhase.Held && _context.Statuses.Count > _statusesSeen)
        {
            _statusesSeen = _context.Statuses.Count;
            _onHold(status);
        }
    }

    private Task<UpdateResult> RunAsync() => RunAsync(HoldTime);

    private Task<UpdateResult> RunAsync(TimeSpan holdTime)
    {
        UpdateInput input = new(
            new UpdateRequest { ObjectId = "urn:x", Source = new UpdateSource { Directory = "folder" } },
            new UpdateSettings { Window = 4, HoldTime = holdTime });
        return _context.RunAsync(context => UpdateObject.RunAsync(context, input));
    }

    private static UpdateCustomStatus StatusOf(string status) => EngineJson.Converter.Deserialize<UpdateCustomStatus>(status)!;
}
