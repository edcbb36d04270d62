using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Stages;

/// <summary>Describes the calls about stages.</summary>
internal sealed class StageCalls : IDescribeCalls
{
    private const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f6071a";
    private const string Self = "/api/stages/" + Id;
    private const int MostTop = 1000;
    private const int UsualTop = 100;

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CallParameter StageId = CallParameter.Id("The stage's id.", Id);

    private static readonly CallParameter[] FilePath =
    [
        StageId,
        CallParameter.Id(
            "The file's path, which becomes its logical path: the rest of the URL, with slashes between its segments.", "photos/one.tif", "path"),
    ];

    private static readonly Stage Open = new()
    {
        Id = Id,
        Status = StageStatus.Open,
        CreatedAt = Start,
        Expires = Start.AddDays(7),
        DigestAlgorithms = ["sha512"],
        Links = new StageLinks(Self, Self + "/files", Self + "/uploads"),
    };

    private static readonly StageFile File = new()
    {
        Path = "photos/one.tif",
        Length = 1_048_576,
        Digests = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sha512"] = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce",
        },
        UploadedAt = Start.AddMinutes(1),
    };

    private static readonly StagePage Damaged = new([Open], Continuation: null) { Damaged = ["019a1b2c3d4e7f60a1b2c3d4e5f60720"] };

    private static readonly StageContents Contents = new()
    {
        Id = Open.Id,
        Status = Open.Status,
        CreatedAt = Open.CreatedAt,
        Expires = Open.Expires,
        DigestAlgorithms = Open.DigestAlgorithms,
        Links = Open.Links,
        Files = [File],
    };

    public CallGroup Group { get; } = new("Stages", "Places for uploads, from which updates take their content.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("CreateStage", CallerRole.Writer, "Create a stage")
        {
            Parameters = [CallParameter.IdempotencyKey],
            Body = CallContent.Json(
                ContractsJson.Relaxed.StageRequest,
                "Which digests each file gets. It may be left out.",
                ("two digests", new StageRequest { DigestAlgorithms = ["sha512", "md5"] }),
                ("none", new StageRequest())) with { IsRequired = false },
            Answers =
            [
                Described(StatusCodes.Status201Created, "It is created."),
                Described(StatusCodes.Status200OK, "The same stage was created with this key before."),
            ],
            Problems =
            [
                ProblemKind.UnknownDigestAlgorithm, ProblemKind.EmptyValue, ProblemKind.TooLong, ProblemKind.ControlCharacter,
                ProblemKind.ConflictingFields, ProblemKind.InvalidIdempotencyKey, ProblemKind.IdempotencyKeyReused,
                ProblemKind.TooManyStages, ProblemKind.StageChanged,
            ],
        },
        new("ListStages", CallerRole.Reader, "List stages")
        {
            Parameters = [.. CallParameter.Page(MostTop, UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.StagePage,
                        "The page.",
                        ("page", new StagePage([Open], null)),
                        ("one is damaged", Damaged)),
                },
            ],
        },
        new("GetStage", CallerRole.Reader, "A stage with a page of its files")
        {
            Parameters = [StageId, .. CallParameter.Page(MostTop, UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "The stage.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.StageContents, "The stage.", ("open", Contents)),
                },
            ],
            Problems = [ProblemKind.StageNotFound],
        },
        new("DeleteStage", CallerRole.Writer, "Remove a stage with its files")
        {
            Parameters = [StageId],
            Answers = [new(StatusCodes.Status204NoContent, "It is removed.")],
            Problems = [ProblemKind.StageNotFound, ProblemKind.StageTaken],
        },
        new("PutStageFile", CallerRole.Writer, "Upload a file")
        {
            Description = "The body is the content. It is hashed on the way, and counts only when it is whole and has the digests that the "
                + "request gives.",
            Parameters =
            [
                .. FilePath,
                CallParameter.Header(
                    "Repr-Digest",
                    "A digest that the content must have (RFC 9530): `sha-512`, `sha-256`, `sha` or `md5`.",
                    "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
                CallParameter.Header(
                    ContentFields.ContentDigest, "The same for the body, which is the content.", "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"),
                CallParameter.Header("If-None-Match", "`*`: a file that exists is not replaced. No other condition is allowed.", "*"),
            ],
            Body = CallContent.Raw("The content."),
            Answers =
            [
                new(StatusCodes.Status201Created, "The file is added.")
                {
                    Headers = [CallParameter.Location],
                    Body = CallContent.Json(ContractsJson.Relaxed.StageFile, "The file.", ("file", File)),
                },
                new(StatusCodes.Status200OK, "The file is replaced, or was there with this content.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.StageFile, "The file.", ("file", File)),
                },
            ],
            Problems =
            [
                ProblemKind.InvalidPath, ProblemKind.InvalidHeader, ProblemKind.DigestMismatch,
                ProblemKind.StageNotFound, ProblemKind.StageTaken, ProblemKind.StageChanged, ProblemKind.FileExists,
                ProblemKind.StageFull, ProblemKind.StorageFull, ProblemKind.UnsupportedMediaType,
            ],
        },
        new("GetStageFile", CallerRole.Reader, "Describe a file")
        {
            Parameters = FilePath,
            Answers =
            [
                new(StatusCodes.Status200OK, "The file's length and digests.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.StageFile, "The file.", ("file", File)),
                },
            ],
            Problems = [ProblemKind.InvalidPath, ProblemKind.StageNotFound, ProblemKind.StageFileNotFound],
        },
        new("DeleteStageFile", CallerRole.Writer, "Remove a file")
        {
            Parameters = FilePath,
            Answers = [new(StatusCodes.Status204NoContent, "It is removed.")],
            Problems =
            [
                ProblemKind.InvalidPath, ProblemKind.StageNotFound, ProblemKind.StageTaken, ProblemKind.StageFileNotFound,
                ProblemKind.StageChanged,
            ],
        },
    ];

    private static CallAnswer Described(int status, string description) => new(status, description)
    {
        Headers = [CallParameter.Location],
        Body = CallContent.Json(ContractsJson.Relaxed.Stage, "The stage.", ("open", Open)),
    };
}
