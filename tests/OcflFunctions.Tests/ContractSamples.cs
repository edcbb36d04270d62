using Ocfl.Staging;
using OcflFunctions.Audits;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;
using OcflFunctions.Notify;
using OcflFunctions.Purges;
using OcflFunctions.Updates;
using OcflFunctions.Validations;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>Values of all types that cross the durable engine.</summary>
internal static class ContractSamples
{
    private static readonly DateTimeOffset Time = new(2026, 8, 1, 12, 0, 0, 123, TimeSpan.Zero);
    /// <summary>An update.</summary>
    public static readonly UpdateIdentity Identity = new("id", "urn:x", Time);

    private static readonly UpdateRequest Request = new()
    {
        ObjectId = "urn:\"ä\"",
        Source = new UpdateSource { Directory = "folder" },
        Mode = UpdateMode.Merge,
        Message = "line\nline",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
        ExpectedHead = "v3",
        DigestAlgorithm = "sha256",
        OnFailure = FailureAction.Revert,
    };

    private static readonly UpdateRequest Changes = new()
    {
        ObjectId = "a",
        Mode = UpdateMode.Select,
        Changes =
        [
            new StateChange { Kind = StateChangeKind.Add, Path = "ä/\"b\"", Content = "c" },
            new StateChange { Kind = StateChangeKind.Replace, Path = "b" },
            new StateChange { Kind = StateChangeKind.Remove, Path = "b" },
            new StateChange { Kind = StateChangeKind.Rename, From = "a", To = "b" },
            new StateChange { Kind = StateChangeKind.Copy, From = "b", To = "a" },
            new StateChange { Kind = StateChangeKind.Restore, Version = "v1" },
            new StateChange { Kind = StateChangeKind.Restore, Version = "v1", Path = "b" },
        ],
        Fixity = ["md5", "blake2b-512"],
    };

    private static readonly NewVersionSettings NewVersion = new()
    {
        DigestAlgorithm = "sha256",
        ContentPaths = ContentPathMapping.PercentEncoded,
        PathConstraint = PathConstraint.Windows,
        ContentDirectory = "ä\"b\"",
        VersionPadding = 4,
    };

    private static readonly UpdateRequest Bag = new()
    {
        ObjectId = "a",
        Source = new UpdateSource { Directory = "b", Bag = true, BagTags = "bag" },
        Created = new DateTimeOffset(1999, 12, 31, 23, 59, 59, TimeSpan.FromHours(1)),
    };

    private static readonly UpdateRequest Listed = new()
    {
        ObjectId = "a",
        Source = new UpdateSource { Directory = "b", Digests = new SourceDigests { Algorithm = "md5", Manifest = "md5.txt" } },
    };

    private static readonly UpdateRequest Given = new()
    {
        ObjectId = "a",
        Source = new UpdateSource
        {
            Directory = "b",
            Digests = new SourceDigests
            {
                Algorithm = "md5",
                Files = new Dictionary<string, string>(StringComparer.Ordinal) { ["c/\"d\""] = "00" },
            },
        },
    };

    private static readonly MaintenanceSettings Keep = new() { KeepRuns = TimeSpan.FromDays(90), KeepReports = TimeSpan.FromHours(1) };

    private static readonly MaintenanceState Removed = new()
    {
        StartedAt = Time,
        Step = 2,
        After = "a/b",
        Removed = [new RemovedItems(RemovedKind.Updates, 3, 1000)],
        Errors = [new MaintenanceError("runs", 1, new UpdateError("Storage", "full"))],
    };

    private static readonly AuditIdentity Audit = new("id", Time);

    private static readonly AuditCounts AuditCounts = new()
    {
        Listed = 1,
        Due = 2,
        Checked = 3,
        Valid = 4,
        Invalid = 5,
        Unverified = 6,
        Removed = 7,
        Opened = 8,
        Closed = 9,
        Files = 10,
        Bytes = 11,
    };

    private static readonly AuditState AuditState = new()
    {
        StartedAt = Time,
        Parts = 1,
        After = "a/b",
        IsListed = true,
        IsWhole = false,
        Batches = 2,
        Objects = 3,
        Done = 1,
        Counts = AuditCounts,
    };

    private static readonly PurgeRequest Purge = new()
    {
        Confirm = "urn:x",
        Reason = "line\nline",
        User = new UpdateUser("Ada"),
        ExpectedHead = "v2",
    };

    private static readonly PurgeRecord Record = new()
    {
        PurgeId = "id",
        ObjectId = "urn:x",
        ObjectRoot = "a/b",
        Head = "v2",
        Versions = 2,
        DigestAlgorithm = "sha512",
        InventoryDigest = "00",
        Reason = "why",
        User = new UpdateUser("Ada"),
        StartedAt = Time,
    };

    private static readonly StartedRemoval Removal = new(Record, "etag");

    private static readonly ValidationIdentity Validation = new("id", Time);

    private static readonly ValidationCounts Counts = new()
    {
        Objects = 1,
        Valid = 2,
        Invalid = 3,
        Unverified = 4,
        Errors = 5,
        Warnings = 6,
        Infos = 7,
        Placed = 8,
        Misplaced = 9,
        Files = 10,
        Bytes = 11,
    };

    private static readonly ValidationState State = new()
    {
        StartedAt = Time,
        Pages = 2,
        After = "a/b",
        Listed = 3,
        HasObjectsAtTop = true,
        HasObjectsBelow = true,
        Counts = Counts,
    };

    private static readonly ImportRequest ImportOfContainer = new()
    {
        Source = new ImportSource { Container = "c", Prefix = "p/q" },
        Objects = ["urn:x"],
        OnInvalid = InvalidObjectAction.Stop,
    };

    private static readonly ImportIdentity Import = new("id", Time);

    private static readonly ObjectImport ObjectImport = new(Import, 1002, ImportOfContainer.Source, "a/b", "urn:x");

    private static readonly ImportedObject Refused = new()
    {
        Outcome = ImportedObjectOutcome.Refused,
        ObjectId = "urn:x",
        SourcePath = "a/b",
        ObjectRoot = "c",
        Head = "v2",
        DigestAlgorithm = "sha512",
        InventoryDigest = "00",
        Files = 1,
        Bytes = 2,
        Reason = "why",
        Errors = 3,
    };

    private static readonly ImportCounts ImportCounts = new()
    {
        Objects = 1,
        Imported = 2,
        Unchanged = 3,
        Conflicts = 4,
        Invalid = 5,
        Refused = 6,
        NotFound = 7,
        Changed = 8,
        Failed = 9,
        Cancelled = 10,
        Files = 11,
        Bytes = 12,
    };

    private static readonly ImportState ImportState = new()
    {
        StartedAt = Time,
        Pages = 2,
        After = "a/b",
        Listed = 3,
        Counts = ImportCounts,
        NotImported = [Refused],
    };

    /// <summary>All of them.</summary>
    public static readonly object[] All =
    [
        Request,
        Changes,
        new UpdateRequest { ObjectId = "a", Changes = [] },
        new UpdateRequest { ObjectId = "a", Source = new UpdateSource { Directory = "b" } },
        new UpdateInput(
            Request, new UpdateSettings { Window = 3, MaxRetryDelay = TimeSpan.FromMilliseconds(1500), HoldTime = TimeSpan.FromDays(1) }),
        new UpdateInput(Request, new UpdateSettings { NewVersion = NewVersion }),
        new UpdateSettings(),
        new UpdateSettings { NewVersion = NewVersion },
        NewVersion,
        new NewVersionSettings(),
        new UpdateRequest
        {
            ObjectId = "a",
            Source = new UpdateSource { Container = "c", Prefix = "p/q", Include = ["**/*.csv"], Exclude = ["drafts/**", "?"] },
        },
        new UpdateRequest { ObjectId = "a", Source = new UpdateSource { Stage = "0123456789abcdef0123456789abcdef", Include = ["*"] } },
        Identity,
        new ReleaseInput("id", "urn:x", Time, UpdateStatus.Cancelled, Time),
        new ReleaseInput("id", "urn:x", Time, UpdateStatus.Failed),
        new HoldInput("id", "urn:x", Time, 2),
        new ClaimResult(2),
        new ListSourceInput(Identity, Changes, new NewVersionSettings()),
        new ListSourceInput(Identity, Request, NewVersion),
        new SourceSummary(1, 2, 3),
        new BuildStageInput(Identity, 7),
        new StagedBatch(1, 2),
        new CreatePlanInput(Identity, Changes, new NewVersionSettings()),
        new CreatePlanInput(Identity, Request, NewVersion),
        new PlanSummary
        {
            Head = "v1",
            ObjectRoot = "a/b",
            DigestAlgorithm = "sha512",
            InventoryDigest = "00",
            Steps = 9,
            Bytes = 10,
            Preparation = new SliceRange(0, 2),
            Copies = new SliceRange(2, 3),
            Commit = new SliceRange(5, 3),
            Finish = new SliceRange(8, 1),
            Names = ["a", "b"],
        },
        new ExecuteInput(Identity, 4, "copy v1/content/a"),
        new SliceResult(1, 1, 5, 0, "there already"),
        new RevertResult(true),
        new CancelRequest("why"),
        new CancelRequest(null),
        new RetryRequest("repaired"),
        new ActivityRetry(
            "copy v1/content/a",
            2,
            5,
            new UpdateError("Storage", "message", "ExecuteOcflActivity"),
            new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero)),
        new UpdateError("ObjectConflict", "message", "CreatePlan"),
        new UpdateResult { Outcome = UpdateOutcome.Cancelled, ObjectId = "a" },
        new UpdateResult
        {
            Outcome = UpdateOutcome.Completed,
            ObjectId = "a",
            Version = "v1",
            ObjectRoot = "r",
            DigestAlgorithm = "sha512",
            InventoryDigest = "0",
            Steps = 1,
            AlreadyDone = 1,
            Bytes = 1,
        },
        Bag,
        new SourceDigests { Algorithm = "md5", Manifest = "md5.txt" },
        Listed,
        Given,
        new UpdateIdentity("id", "urn:x", Time, IsPurge: true),
        new ReleaseInput("id", "urn:x", Time, UpdateStatus.Completed, Time, IsPurge: true),
        Purge,
        new PurgeInput(Purge, new UpdateSettings { Window = 3 }),
        new PurgeCustomStatus(2),
        new PurgeCustomStatus(null, new UpdateError("Storage", "full")),
        new BeginPurgeInput(new UpdateIdentity("id", "urn:x", Time, IsPurge: true), Purge),
        Removal,
        new ListRemainsInput(Removal, 1),
        new DeleteRemainsInput(Removal, 1, 2),
        Record,
        Record with { CompletedAt = Time },
        new UpdateIdentity("id", "urn:x", Time, IsImport: true),
        new ReleaseInput("id", "urn:x", Time, UpdateStatus.Completed, Time, IsImport: true),
        ImportOfContainer,
        new ImportInput(ImportOfContainer, new ImportSettings { Window = 3 }, ImportState),
        new ImportInput(new ImportRequest { Source = new ImportSource { Directory = "b" } }, new ImportSettings()),
        ImportState,
        Import,
        new ListImportInput(Import, ImportOfContainer, 3, 100, "a/b"),
        new ListImportInput(Import, ImportOfContainer, 0, 100),
        new ListedImport(4, "a/b"),
        new ListedImport(4, null),
        new ObjectImportInput(Import, 1, 2, 1002, ImportOfContainer.Source, new ImportSettings { MaxRetryDelay = TimeSpan.FromMinutes(2) }),
        new PreparedImport(Refused, null),
        new PreparedImport(null, ObjectImport),
        ObjectImport,
        new ObjectImportStatus("urn:x"),
        new BegunImport(2, Refused),
        new BegunImport(2, null),
        new CopyImportInput(ObjectImport, 1),
        new PublishImportInput(ObjectImport, 1),
        new EndImportInput(
            new ObjectImportInput(Import, 1, 2, 1002, ImportOfContainer.Source, new ImportSettings()), ObjectImport, Refused),
        new NoteImportInput(Import, "Incomplete", ImportCounts),
        new ImportSettings { Notify = true },
        new ImportResult(ImportCounts, ImportOutcome.Incomplete) { NotImported = [Refused] },
        new ImportCustomStatus
        {
            Progress = new ImportProgress(ImportCounts) { Listed = 10, Total = 11, Running = 2 },
            Error = new UpdateError("Storage", "full"),
            StartedAt = Time,
            UpdatedAt = Time,
        },
        Keep,
        Removed,
        new MaintenanceInput(DryRun: true, Keep, ["runs", "claims"], Removed),
        new MaintenanceInput(DryRun: false, Keep, ["runs"]),
        new MaintenanceCustomStatus(DryRun: true, "runs", Removed),
        new MaintenanceCustomStatus(DryRun: false, Step: null, new MaintenanceState { StartedAt = Time }),
        new MaintenancePageInput("id", "runs", Time, DryRun: true, Keep, "a"),
        new MaintenancePage(Removed.Removed, "b", 2, new UpdateError("Storage", "full")),
        new MaintenancePage([], Next: null),
        Removed.Removed[0],
        Removed.Errors[0],
        new AuditRequest { All = true },
        new AuditSettings { BytesPerSecond = 1_000_000, MaxRetryDelay = TimeSpan.FromMilliseconds(1500) },
        AuditState,
        AuditCounts,
        Audit,
        new AuditInput(new AuditRequest { All = true }, new AuditSettings(), AuditState),
        new AuditInput(new AuditRequest(), new AuditSettings()),
        new AuditCustomStatus
        {
            Progress = new AuditProgress(AuditCounts)
            {
                Retrying = [new ActivityRetry("CheckObjects", 1, 5, new UpdateError("Storage", "full"), Time)],
            },
            Error = new UpdateError("Storage", "full"),
            StartedAt = Time,
        },
        new AuditProgress(AuditCounts),
        new AuditResult(AuditOutcome.TimeOver, AuditCounts),
        new ListForAuditInput(Audit, 1, 100, "a/b"),
        new ListForAuditInput(Audit, 0, 100),
        new ListedForAudit(100, IsWhole: true, "a/b"),
        new ListedForAudit(7, IsWhole: false, Next: null),
        new SelectObjectsInput
        {
            Run = Audit,
            Batch = 2,
            Count = 20,
            Parts = 3,
            IsWhole = true,
            DueBefore = Time,
            Interval = TimeSpan.FromDays(30),
        },
        new SelectedObjects(20, 100),
        new CheckObjectsInput
        {
            Run = Audit,
            Batch = 2,
            Slice = new SliceRange(20, 10),
            BytesPerSecond = 500_000,
            IsSecondLook = true,
            Try = ValidationTry.Last,
            Interval = TimeSpan.FromDays(30),
        },
        new CheckedObjects { Counts = AuditCounts, Suspects = [21, 29] },
        new ValidationRequest { ObjectId = "urn:\"ä\"", Content = false },
        new ValidationRequest(),
        new ValidationSettings { Window = 3, MaxRetryDelay = TimeSpan.FromMilliseconds(1500) },
        new ValidationInput(new ValidationRequest { Content = false }, new ValidationSettings(), State),
        new ValidationInput(new ValidationRequest(), new ValidationSettings()),
        Counts,
        State,
        Validation,
        new ListObjectsInput(Validation, 3, 100, "urn:x", "a/b", ValidationTry.Last),
        new ListObjectsInput(Validation, 0, 100),
        new ListedObjects { Objects = 4, Next = "a/b", HasObjectsAtTop = true, HasObjectsBelow = true, Counts = Counts },
        new ValidateObjectInput(Validation, 3, new SliceRange(1, 2), true, ValidationTry.Last),
        new ValidatedObjects { Counts = Counts, Deferred = [1, 2] },
        new ValidateStorageRootInput(Validation, State, ValidationTry.Last),
        new ValidationResult(Counts, "a"),
        new ValidationResult(Counts, objectId: null),
        new ValidationProgress(Counts) { Listed = 10, Total = 11 },
        new NoteFindingsInput(Validation, new ValidationResult(Counts, "a")),
        new NotifyInput("msg_1", "0a1b", """{"type":"update.ended"}""", 3, TimeSpan.FromSeconds(5), TimeSpan.FromHours(6)),
        new SentNotification(SendOutcome.Busy, "why"),
        new ValidationSettings { Notify = true },
        new ValidationCustomStatus
        {
            Progress = new ValidationProgress(Counts) { Listed = 10 },
            Running = ["0000001-0000000-0000020"],
            Error = new UpdateError("Storage", "full"),
            StartedAt = Time,
            UpdatedAt = Time,
        },
        new UpdateCustomStatus
        {
            Phase = UpdatePhase.Copying,
            Ahead = 1,
            SourceFiles = 1,
            SourceBytes = 2,
            StagedFiles = 3,
            StagedBytes = 4,
            StepsPlanned = 5,
            StepsDone = 6,
            BytesPlanned = 7,
            BytesDone = 8,
            Steps = "ds.r",
            Running = ["copy"],
            Notes = [new StepNote(1, "note")],
            Error = new UpdateError("Storage", "full"),
            Committed = true,
            HeldUntil = Time,
            StartedAt = Time,
            UpdatedAt = Time,
        },
    ];
}
