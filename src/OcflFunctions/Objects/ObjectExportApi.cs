using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Archives;
using Ocfl.Objects;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Sends a version as an archive.</summary>
public sealed class ObjectExportApi(ObjectReader reader, ContentLog log, TimeProvider time)
{
    private const string Format = "format";
    private const string Agent = "OcflFunctions";

    /// <summary><c>GET /api/objects/export</c>: a version as an archive.</summary>
    [Function("ExportObject")]
    public Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/export")] HttpRequest request,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(
            request,
            [ObjectQuery.Id, ObjectQuery.Version, Format, ObjectQuery.Prefix],
            async () =>
            {
                string objectId = ObjectQuery.Require(request.Query, ObjectQuery.Id);
                ExportFormat format = ReadFormat(request.Query);
                string prefix = request.Query[ObjectQuery.Prefix].ToString();
                OcflObject source = await reader.OpenAsync(objectId, cancellationToken);
                OcflVersion version = ObjectQuery.ReadVersion(request.Query, source);
                string name = VersionArchive.NameOf(objectId, version.Number);
                VersionArchive archive = Prepare(source, version, new ArchiveOptions
                {
                    Format = FormatOf(format),
                    Prefix = prefix,
                    BagName = name,
                    Agent = Agent,
                    BaggingDate = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
                });
                HttpResponse response = request.HttpContext.Response;
                ContentHeaders.Write(response, name + (format == ExportFormat.Zip ? ".zip" : ".tar"));
                response.ContentType = format == ExportFormat.Zip ? "application/zip" : "application/x-tar";
                response.Headers.AcceptRanges = "none";
                return new ContentAnswer(length: null, range: null, archive.WriteAsync, log);
            });

    private static ExportFormat ReadFormat(IQueryCollection query) => ObjectQuery.Require(query, Format) switch
    {
        "zip" => ExportFormat.Zip,
        "tar" => ExportFormat.Tar,
        "bag" => ExportFormat.Bag,
        string other => throw new ProblemException(ProblemKind.InvalidQuery, $"'{other}' must be 'zip', 'tar' or 'bag'.", Format),
    };

    private static ArchiveFormat FormatOf(ExportFormat format) => format switch
    {
        ExportFormat.Zip => ArchiveFormat.Zip,
        ExportFormat.Tar => ArchiveFormat.Tar,
        _ => ArchiveFormat.Bag,
    };

    private VersionArchive Prepare(OcflObject source, OcflVersion version, ArchiveOptions options)
    {
        try
        {
            return new VersionArchive(source, version, options, reader.Sort(source, version));
        }
        catch (ArchiveNameException unsafePath)
        {
            throw new ProblemException(ProblemKind.UnsafePath, unsafePath.Message, Format);
        }
    }
}
