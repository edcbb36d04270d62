using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Imports;

/// <summary>Describes the calls about imports.</summary>
internal sealed class ImportCalls : IDescribeCalls
{
    private const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f6071d";
    private const string Self = "/api/imports/" + Id;

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImportLinks Links = new(
        Self, Self + "/objects", Self + "/findings", Self + "/suspend", Self + "/resume", Self + "/cancel", Self + "/events");

    private static readonly CallParameter[] Path = [CallParameter.Id("The import's id.", Id)];

    private static readonly ImportRequest OfFolder = new() { Source = new ImportSource { Directory = "old-root" } };

    private static readonly ImportRequest OfContainer = new()
    {
        Source = new ImportSource { Container = "deposits", Prefix = "2026/objects" },
        Objects = ["urn:example:photos"],
        OnInvalid = InvalidObjectAction.Stop,
    };

    private static readonly ImportedObject Imported = new()
    {
        Outcome = ImportedObjectOutcome.Imported,
        ObjectId = "urn:example:photos",
        SourcePath = "urn%3aexample%3aphotos",
        ObjectRoot = "3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f",
        Head = "v3",
        DigestAlgorithm = "sha512",
        InventoryDigest = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce",
        Files = 12,
        Bytes = 73_400_320,
    };

    private static readonly ImportedObject Invalid = new()
    {
        Outcome = ImportedObjectOutcome.Invalid,
        ObjectId = "urn:example:maps",
        SourcePath = "urn%3aexample%3amaps",
        Head = "v1",
        DigestAlgorithm = "sha512",
        InventoryDigest = "0dc526d8c4fa04084f4b2a6433f4cd14664b93df9fb8a9e00b77ba890b83704d",
        Errors = 1,
        Reason = "It is not valid: E092: The content does not have the digest that the manifest gives it.",
    };

    private static readonly ImportCounts Counts = new() { Objects = 2, Imported = 1, Invalid = 1, Files = 12, Bytes = 73_400_320 };

    private static readonly Import Completed = new()
    {
        Id = Id,
        Status = ImportStatus.Completed,
        CreatedAt = Start,
        LastUpdatedAt = Start.AddSeconds(9),
        Request = OfFolder,
        Progress = new ImportProgress(Counts) { Listed = 2, Total = 2 },
        Result = new ImportResult(Counts, ImportOutcome.Incomplete) { NotImported = [Invalid] },
        Links = Links,
    };

    private static readonly Finding Error = new()
    {
        ObjectId = "urn:example:maps",
        ObjectRoot = "urn%3aexample%3amaps",
        Code = "E092",
        Severity = FindingSeverity.Error,
        Message = "The content does not have the digest that the manifest gives it.",
        Path = "v1/content/one.tif",
        Version = "v1",
    };

    public CallGroup Group { get; } = new("Imports", "Objects that exist elsewhere, with all their versions, into this storage root.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("StartImport", CallerRole.Writer, "Start an import")
        {
            Description = "Each object is copied, validated as a whole, and published in one step. An object that is already there is not "
                + "touched.",
            Parameters = [CallParameter.IdempotencyKey],
            Body = CallContent.Json(
                ContractsJson.Relaxed.ImportRequest, "What to import.", ("folder", OfFolder), ("container", OfContainer)),
            Answers =
            [
                Started(StatusCodes.Status202Accepted, "It is accepted.", ImportStatus.Queued),
                Started(
                    StatusCodes.Status200OK, "The same import was started with this key before, and has finished.", ImportStatus.Completed),
            ],
            Problems =
            [
                ProblemKind.MissingField, ProblemKind.EmptyValue, ProblemKind.TooLong, ProblemKind.ControlCharacter,
                ProblemKind.ConflictingFields, ProblemKind.InvalidPrefix, ProblemKind.InvalidFailureAction, ProblemKind.SourceNotFound,
                ProblemKind.SourceNotAllowed, ProblemKind.InvalidIdempotencyKey, ProblemKind.IdempotencyKeyReused,
            ],
        },
        new("ListImports", CallerRole.Reader, "List imports, newest first")
        {
            Parameters = [.. CallParameter.ListOfAny("imports", "Running,Suspended", ImportQuery.MostTop, ImportQuery.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.ImportPage, "The page.", ("page", new ImportPage([Completed], "OGRkZTA0ZTQ"))),
                },
            ],
        },
        new("GetImport", CallerRole.Reader, "An import")
        {
            Parameters = Path,
            Answers =
            [
                new(StatusCodes.Status200OK, "The import as it is now.")
                {
                    Headers = [CallParameter.RetryAfter],
                    Body = CallContent.Json(ContractsJson.Relaxed.Import, "The import.", ("completed", Completed)),
                },
            ],
            Problems = [ProblemKind.ImportNotFound],
        },
        EventCalls.Watch("WatchImport", "an import", Path, ProblemKind.ImportNotFound, Events),
        new("ListImportedObjects", CallerRole.Reader, "What became of the objects of an import so far")
        {
            Description = "In the order in which they were listed; objects that are not done are left out.",
            Parameters = [.. Path, .. CallParameter.Page(ImportsApi.MostTop, ImportsApi.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.ImportedObjectPage,
                        "The page.",
                        ("page", new ImportedObjectPage([Imported, Invalid], null))),
                },
            ],
            Problems = [ProblemKind.ImportNotFound, ProblemKind.ReportRemoved],
        },
        new("ListImportFindings", CallerRole.Reader, "What is wrong with the objects of an import that are not valid")
        {
            Description = "In the order in which the objects were listed. An object's root is given from the source's top.",
            Parameters = [.. Path, .. CallParameter.Page(ImportsApi.MostTop, ImportsApi.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.FindingPage, "The page.", ("page", new FindingPage([Error], null))),
                },
            ],
            Problems = [ProblemKind.ImportNotFound, ProblemKind.ReportRemoved],
        },
        Command("SuspendImport", "Suspend an import", "Running activities finish, and no further activity starts."),
        Command("ResumeImport", "Resume a suspended import", "It continues where it stopped."),
        Command(
            "CancelImport",
            "Cancel an import",
            "No further object starts; those that are not committed are undone. What is imported stays. A suspended import is resumed for "
                + "this."),
    ];

    private static string Events => EventCalls.Example(
        (
            WatchEventNames.Status,
            "5d41402abc4b2a76~~",
            WatchedState.Line(
                new ImportStatusChange(ImportStatus.Running, null, Start.AddSeconds(4)), ContractsJson.Relaxed.ImportStatusChange)),
        (
            WatchEventNames.Progress,
            "5d41402abc4b2a76~7d793037a0760186~",
            WatchedState.Line(Completed.Progress!, ContractsJson.Relaxed.ImportProgress)),
        (WatchEventNames.End, "end", WatchedState.Line(Completed, ContractsJson.Relaxed.Import)));

    private static CallAnswer Started(int status, string description, ImportStatus state) => new(status, description)
    {
        Headers = [CallParameter.Location, CallParameter.RetryAfter],
        Body = CallContent.Json(
            ContractsJson.Relaxed.StartedImport,
            "The import's id and its URLs.",
            ("started", new StartedImport { Id = Id, Status = state, Links = Links })),
    };

    private static CallDescription Command(string function, string summary, string description) =>
        CommandCalls.Of(function, CallerRole.Writer, "import", Path, ProblemKind.ImportNotFound, summary, description);
}
