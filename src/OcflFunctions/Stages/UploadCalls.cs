using Microsoft.AspNetCore.Http;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Stages;

/// <summary>Describes resumable uploads.</summary>
internal sealed class UploadCalls : IDescribeCalls
{
    private const string Stage = "019a1b2c3d4e7f60a1b2c3d4e5f6071a";
    private const string Upload = "019a1b2c3d4e7f60a1b2c3d4e5f6071c";

    private static readonly CallParameter[] Collection = [CallParameter.Id("The stage's id.", Stage)];
    private static readonly CallParameter[] Member = [.. Collection, CallParameter.Id("The upload's id.", Upload, "upload")];

    private static readonly CallParameter Version = CallParameter.Header(Tus.Resumable, "The version of tus.", Tus.Version);
    private static readonly CallParameter Required = Version with { IsRequired = true };
    private static readonly CallParameter Offset = CallParameter.NumberHeader(Tus.UploadOffset, "How many bytes are durable.", 1_048_576);
    private static readonly CallParameter Length = CallParameter.NumberHeader(Tus.UploadLength, "How many bytes the file has.", 2_097_152);

    private static readonly CallParameter Metadata = CallParameter.Header(
        Tus.UploadMetadata,
        "Pairs of a key and a value in Base64, with commas; the file's path is `path`, `relativePath`, `filename` or `name`.",
        "path cGhvdG9zL29uZS50aWY=");

    private static readonly CallParameter Expires =
        CallParameter.Header(Tus.UploadExpires, "When the stage is removed.", "Sat, 08 Aug 2026 12:00:00 GMT");

    private static readonly CallParameter Checksum = CallParameter.Header(
        "Upload-Checksum", "An algorithm and the checksum of the part in Base64.", "md5 1B2M2Y8AsgTpgAmY7PhCfg==");

    private static readonly CallParameter PartOffset =
        CallParameter.NumberHeader(Tus.UploadOffset, "Where the part starts: how many bytes are durable.", 1_048_576);

    private static readonly CallContent Part = CallContent.Raw("A part of the file.", Tus.MediaType);

    private static readonly CallAnswer Offer = new(StatusCodes.Status204NoContent, "What is served.")
    {
        Headers =
        [
            Version,
            CallParameter.Header("Tus-Version", "The versions of tus.", Tus.Version),
            CallParameter.Header("Tus-Extension", "The extensions.", Tus.Extensions),
            CallParameter.Header("Tus-Checksum-Algorithm", "The algorithms of checksums.", Tus.ChecksumAlgorithms),
            CallParameter.NumberHeader("Tus-Max-Size", "How many bytes a file may have.", 1_099_511_627_776),
        ],
    };

    private static readonly CallAnswer Appended =
        new(StatusCodes.Status204NoContent, "The part is durable, or the upload is removed.") { Headers = [Version, Offset, Expires] };

    private static readonly ProblemKind[] OfStage =
        [ProblemKind.UnsupportedProtocol, ProblemKind.StageNotFound, ProblemKind.StageTaken];

    private static readonly ProblemKind[] OfUpload = [.. OfStage, ProblemKind.UploadNotFound];

    private static readonly ProblemKind[] OfFirstPart =
    [
        ProblemKind.InvalidHeader, ProblemKind.UnsupportedMediaType, ProblemKind.ChecksumMismatch, ProblemKind.DigestMismatch,
        ProblemKind.StageChanged, ProblemKind.StageFull, ProblemKind.StorageFull, ProblemKind.BodyTooLarge, ProblemKind.RequestTimeout,
    ];

    private static readonly ProblemKind[] OfPart = [.. OfFirstPart, ProblemKind.OffsetMismatch, ProblemKind.UploadLocked];

    public CallGroup Group { get; } = new("Uploads", "Resumable uploads into stages: tus 1.0.0.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("DescribeUploads", CallerRole.Writer, "What of tus is served")
        {
            IsChange = false,
            Parameters = Collection,
            Answers = [Offer],
        },
        new("CreateUpload", CallerRole.Writer, "Create an upload")
        {
            Description = "A body is the first part of the file.",
            Parameters =
            [
                .. Collection,
                Required,
                Length with { IsRequired = true },
                Metadata with { IsRequired = true },
                Checksum,
                CallParameter.Header(
                    ContentFields.ReprDigest, "A digest that the file must have (RFC 9530).", "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"),
            ],
            Body = Part with { IsRequired = false },
            Answers =
            [
                new(StatusCodes.Status201Created, "It is created.") { Headers = [CallParameter.Location, Version, Offset, Expires] },
            ],
            Problems = [.. OfStage, .. OfFirstPart, ProblemKind.InvalidPath],
        },
        new("DescribeUpload", CallerRole.Writer, "What of tus is served, at an upload")
        {
            IsChange = false,
            Parameters = Member,
            Answers = [Offer],
        },
        new("GetUpload", CallerRole.Writer, "How much of an upload is durable")
        {
            IsChange = false,
            Parameters = [.. Member, Required],
            Answers =
            [
                new(StatusCodes.Status200OK, "The offset at which to continue.") { Headers = [Version, Offset, Length, Metadata, Expires] },
            ],
            Problems = OfUpload,
        },
        new("AppendUpload", CallerRole.Writer, "Append a part to an upload")
        {
            Description = "With the last part the file counts, if it has the digest that was given.",
            Parameters = [.. Member, Required, PartOffset with { IsRequired = true }, Checksum],
            Body = Part,
            Answers = [Appended],
            Problems = [.. OfUpload, .. OfPart],
        },
        new("DeleteUpload", CallerRole.Writer, "End an upload and remove what is there of it")
        {
            Parameters = [.. Member, Required],
            Answers = [new(StatusCodes.Status204NoContent, "It is removed.") { Headers = [Version] }],
            Problems = [.. OfUpload, ProblemKind.UploadLocked],
        },
        new("OverrideUpload", CallerRole.Writer, "PATCH, DELETE or HEAD of an upload, for callers that have no such methods")
        {
            Parameters =
            [
                .. Member,
                Required,
                CallParameter.Header("X-HTTP-Method-Override", "The method: `PATCH`, `DELETE` or `HEAD`.", "PATCH") with { IsRequired = true },
                PartOffset,
                Checksum,
            ],
            Body = Part with { IsRequired = false },
            Answers =
            [
                Appended,
                new(StatusCodes.Status200OK, "For HEAD: the offset at which to continue.")
                {
                    Headers = [Version, Offset, Length, Metadata, Expires],
                },
            ],
            Problems = [.. OfUpload, .. OfPart, ProblemKind.MethodNotAllowed],
        },
    ];
}
