using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Objects;

/// <summary>Describes the calls that read objects.</summary>
internal sealed class ObjectCalls : IDescribeCalls
{
    private const int MostTop = 1000;
    private const int UsualTop = 100;
    private const string AnyType = "*/*";

    private static readonly CallParameter Id =
        CallParameter.Query(ObjectQuery.Id, "The object's id.", ObjectExamples.ObjectId) with { IsRequired = true };

    private static readonly CallParameter Version =
        CallParameter.Query(ObjectQuery.Version, "The version, such as `v3`; without it the newest.", "v3");

    private static readonly CallParameter Path =
        CallParameter.Query(ObjectQuery.Path, "The file's logical path.", "photos/one.tif") with { IsRequired = true };

    private static readonly CallParameter[] Page = [.. CallParameter.Page(MostTop, UsualTop)];

    private static readonly CallParameter[] Conditions =
    [
        CallParameter.Header("If-None-Match", "Entity tags that the caller has: then the answer is 304.", "\"cf83e1357e\""),
        CallParameter.Header("If-Match", "Entity tags that must be right: otherwise the answer is 412.", "\"cf83e1357e\""),
        CallParameter.Header("If-Modified-Since", "A time: if nothing has changed since, the answer is 304.", "Sat, 01 Aug 2026 12:00:00 GMT"),
        CallParameter.Header(
            "If-Unmodified-Since", "A time: if something has changed since, the answer is 412.", "Sat, 01 Aug 2026 12:00:00 GMT"),
    ];

    private static readonly CallParameter[] Ranges =
    [
        CallParameter.Header("Range", "One range of bytes: then the answer is 206.", "bytes=0-1023"),
        CallParameter.Header("If-Range", "The range counts only if this entity tag or time is right.", "\"cf83e1357e\""),
    ];

    private static readonly CallParameter ETag = CallParameter.Header("ETag", "The entity tag.", "\"cf83e1357e\"");

    private static readonly CallParameter[] OfBytes =
    [
        ETag,
        CallParameter.Header("Last-Modified", "When the version with this content was created.", "Sat, 01 Aug 2026 12:00:00 GMT"),
        CallParameter.Header("Repr-Digest", "The digest of all bytes (RFC 9530).", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
        CallParameter.Header("Content-Disposition", "The name under which it is saved.", "attachment; filename=one.tif"),
        CallParameter.Header("Accept-Ranges", "`bytes`.", "bytes"),
    ];

    private static readonly ProblemKind[] OfObject =
        [ProblemKind.ObjectNotFound, ProblemKind.TooLarge, ProblemKind.DamagedObject, ProblemKind.PreconditionFailed];

    public CallGroup Group { get; } = new("Objects", "What is in the storage root, read and verified.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("GetObjects", CallerRole.Reader, "List objects")
        {
            Description = "In the order of their directories, which stays the same.",
            Parameters = [CallParameter.Query(ObjectQuery.Prefix, "Only objects whose ids start with this.", "urn:example:"), .. Page],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.ObjectPage, "The page.", ("page", ObjectExamples.Objects)),
                },
            ],
        },
        Read(
            "GetObjectVersions",
            "An object with its versions, oldest first",
            [],
            CallContent.Json(ContractsJson.Relaxed.VersionPage, "The page.", ("page", ObjectExamples.Versions))),
        Read(
            "GetObjectFiles",
            "The files of a version",
            [Version, CallParameter.Query(ObjectQuery.Prefix, "Only files whose paths start with this.", "photos/")],
            CallContent.Json(ContractsJson.Relaxed.FilePage, "The page.", ("page", ObjectExamples.Files)),
            ProblemKind.VersionNotFound),
        Read(
            "GetObjectDiff",
            "The differences between two versions",
            [
                CallParameter.Query("from", "The version before, `v0` for no files; without it the one before `to`.", "v1"),
                CallParameter.Query("to", "The version after; without it the newest.", "v2"),
            ],
            CallContent.Json(ContractsJson.Relaxed.FileChangePage, "The page.", ("page", ObjectExamples.Changes)),
            ProblemKind.VersionNotFound),
        Read(
            "GetObjectHistory",
            "The versions in which a file changed",
            [Path],
            CallContent.Json(ContractsJson.Relaxed.FileHistoryPage, "The page.", ("page", ObjectExamples.History)),
            ProblemKind.PathNotFound),
        .. Bytes(
            "GetObjectContent",
            "A file of a version",
            [
                Id,
                Version,
                Path,
                CallParameter.Choice(
                    "disposition", "Whether a browser saves or shows it.", ["attachment", "inline"], "attachment"),
            ],
            CallContent.Raw("The content. It is verified while it is sent; a range is if the digests of its blocks are known.", AnyType),
            ProblemKind.VersionNotFound,
            ProblemKind.PathNotFound),
        .. Bytes(
            "GetObjectInventory",
            "The root inventory's own bytes",
            [Id],
            CallContent.Raw("The inventory.", CallContent.JsonType)),
        new("ExportObject", CallerRole.Reader, "A version as an archive")
        {
            Description = "It is made while it is sent, and verified. An archive that cannot be completed ends in the middle.",
            Parameters =
            [
                Id,
                Version,
                CallParameter.Choice("format", "The form: a bag is a BagIt bag in a tar.", ["zip", "tar", "bag"], "zip") with { IsRequired = true },
                CallParameter.Query(ObjectQuery.Prefix, "Only files whose paths start with this.", "photos/"),
            ],
            Answers =
            [
                new(StatusCodes.Status200OK, "The archive.")
                {
                    Headers = [.. OfBytes.Where(header => header.Name == "Content-Disposition")],
                    Body = CallContent.Raw("The archive.", "application/zip", "application/x-tar"),
                },
            ],
            Problems =
            [
                ProblemKind.ObjectNotFound, ProblemKind.TooLarge, ProblemKind.DamagedObject, ProblemKind.VersionNotFound,
                ProblemKind.PathNotFound, ProblemKind.UnsafePath,
            ],
        },
    ];

    private static CallDescription Read(
        string function, string summary, IReadOnlyList<CallParameter> parameters, CallContent body, params ProblemKind[] problems) =>
        new(function, CallerRole.Reader, summary)
        {
            Parameters = [Id, .. parameters, .. Page, .. Conditions.Take(2)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.") { Headers = [ETag], Body = body },
                new(StatusCodes.Status304NotModified, "The caller has it already.") { Headers = [ETag] },
            ],
            Problems = [.. OfObject, .. problems],
        };

    private static CallDescription[] Bytes(
        string function, string summary, IReadOnlyList<CallParameter> parameters, CallContent body, params ProblemKind[] problems)
    {
        CallAnswer whole = new(StatusCodes.Status200OK, "All bytes.") { Headers = OfBytes, Body = body };
        CallAnswer unchanged = new(StatusCodes.Status304NotModified, "The caller has it already.") { Headers = [ETag] };
        CallDescription head = new(function, CallerRole.Reader, summary)
        {
            Method = HttpMethods.Head,
            Parameters = [.. parameters, .. Conditions],
            Answers = [whole, unchanged],
            Problems = [.. OfObject, .. problems],
        };

        // Ranges are of GET only (RFC 9110, section 14.2).
        return
        [
            head with
            {
                Method = HttpMethods.Get,
                Parameters = [.. head.Parameters, .. Ranges],
                Answers =
                [
                    whole,
                    new(StatusCodes.Status206PartialContent, "The range.")
                    {
                        Headers = [.. OfBytes, CallParameter.Header("Content-Range", "Which bytes these are.", "bytes 0-1023/1048576")],
                        Body = body,
                    },
                    unchanged,
                ],
                Problems = [.. OfObject, ProblemKind.RangeNotSatisfiable, .. problems],
            },
            head,
        ];
    }
}
