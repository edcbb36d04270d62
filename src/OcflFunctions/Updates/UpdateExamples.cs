using OcflFunctions.Contracts;
using OcflFunctions.Http.Events;

namespace OcflFunctions.Updates;

/// <summary>Examples of updates for the OpenAPI document.</summary>
internal static class UpdateExamples
{
    /// <summary>An update's id.</summary>
    public const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f60718";

    /// <summary>An object's id.</summary>
    public const string ObjectId = "urn:example:photos";

    private const string Self = "/api/updates/" + Id;

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Its URLs.</summary>
    public static readonly UpdateLinks Links = new(
        Self, Self + "/suspend", Self + "/resume", Self + "/cancel", Self + "/retry", Self + "/events");

    /// <summary>A version from a folder.</summary>
    public static readonly UpdateRequest FromFolder = new()
    {
        ObjectId = ObjectId,
        Source = new UpdateSource { Directory = "photos", Exclude = ["**/*.tmp"] },
        Message = "The first delivery.",
        User = new UpdateUser("Ada Lovelace", "mailto:ada@example.org"),
        ExpectedHead = UpdateRequest.NoHead,
    };

    /// <summary>A version from a container of blobs.</summary>
    public static readonly UpdateRequest FromContainer = new()
    {
        ObjectId = ObjectId,
        Source = new UpdateSource { Container = "deliveries", Prefix = "2026/08" },
        Mode = UpdateMode.Merge,
        Fixity = ["md5"],
    };

    /// <summary>A version from uploaded files.</summary>
    public static readonly UpdateRequest FromStage = new()
    {
        ObjectId = ObjectId,
        Source = new UpdateSource { Stage = "019a1b2c3d4e7f60a1b2c3d4e5f6071a" },
    };

    /// <summary>A version from a BagIt bag.</summary>
    public static readonly UpdateRequest FromBag = new()
    {
        ObjectId = ObjectId,
        Source = new UpdateSource { Directory = "bags/photos", Bag = true },
    };

    /// <summary>A file that is not what its manifest says.</summary>
    public static readonly SourceMismatch Mismatch = new()
    {
        Kind = SourceMismatchKind.Missing,
        Path = "data/one.tif",
        Manifest = "manifest-sha512.txt",
    };

    /// <summary>A version by changes alone.</summary>
    public static readonly UpdateRequest OfChanges = new()
    {
        ObjectId = ObjectId,
        Mode = UpdateMode.Select,
        Changes =
        [
            new StateChange { Kind = StateChangeKind.Rename, From = "drafts/one.tif", To = "one.tif" },
            new StateChange { Kind = StateChangeKind.Remove, Path = "drafts" },
        ],
        ExpectedHead = "v3",
        OnFailure = FailureAction.Revert,
    };

    /// <summary>One that works.</summary>
    public static readonly Update Running = new()
    {
        Id = Id,
        ObjectId = ObjectId,
        Status = UpdateStatus.Running,
        Phase = UpdatePhase.Copying,
        CreatedAt = Start,
        LastUpdatedAt = Start.AddSeconds(4),
        Request = FromFolder,
        Progress = new UpdateProgress
        {
            SourceFiles = 2,
            SourceBytes = 2_097_152,
            StagedFiles = 2,
            StagedBytes = 2_097_152,
            StepsPlanned = 8,
            StepsDone = 3,
            BytesPlanned = 2_099_000,
            BytesDone = 1_048_576,
            Running = ["copy v1/content/two.tif"],
        },
        Steps =
        [
            new UpdateStep(1, "write 0=ocfl_object_1.1", 16, StepState.Done, Note: null),
            new UpdateStep(2, "version directory v1", 0, StepState.Done, Note: null),
            new UpdateStep(3, "copy v1/content/one.tif", 1_048_576, StepState.Done, Note: null),
            new UpdateStep(4, "copy v1/content/two.tif", 1_048_576, StepState.Running, Note: null),
        ],
        Links = Links,
    };

    /// <summary>One that has finished.</summary>
    public static readonly Update Completed = Running with
    {
        Status = UpdateStatus.Completed,
        Phase = null,
        Progress = Running.Progress with { StepsDone = 8, BytesDone = 2_099_000, Running = [], Committed = true },
        Steps = [.. Running.Steps!.Select(step => step with { State = StepState.Done })],
        Result = new UpdateResult
        {
            Outcome = UpdateOutcome.Completed,
            ObjectId = ObjectId,
            Version = "v1",
            ObjectRoot = "3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f",
            DigestAlgorithm = "sha512",
            InventoryDigest = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce",
            Files = new FileChangeCounts(2, 0, 0, 0),
            Steps = 8,
            AlreadyDone = 0,
            Bytes = 2_099_000,
        },
    };

    /// <summary>One that waits for an operator.</summary>
    public static readonly Update Held = Running with
    {
        Status = UpdateStatus.Held,
        Phase = UpdatePhase.Held,
        Progress = Running.Progress with { Running = [], HeldUntil = Start.AddDays(1) },
        Error = new UpdateError("Storage", "There is no space left on the device.", "copy v1/content/two.tif"),
    };

    /// <summary>What a listener receives.</summary>
    public static readonly string Events = EventCalls.Example(
        (
            WatchEventNames.Status,
            "5d41402abc4b2a76~~",
            WatchedState.Line(
                new UpdateStatusChange(UpdateStatus.Running, UpdatePhase.Copying, null, Start.AddSeconds(4)),
                ContractsJson.Relaxed.UpdateStatusChange)),
        (
            WatchEventNames.Step,
            "5d41402abc4b2a76~~1d",
            WatchedState.Line(Running.Steps![0], ContractsJson.Relaxed.UpdateStep)),
        (
            WatchEventNames.Progress,
            "5d41402abc4b2a76~7d793037a0760186~3d1r",
            WatchedState.Line(Running.Progress, ContractsJson.Relaxed.UpdateProgress)),
        (WatchEventNames.End, "end", WatchedState.Line(Completed with { Steps = null }, ContractsJson.Relaxed.Update)));
}
