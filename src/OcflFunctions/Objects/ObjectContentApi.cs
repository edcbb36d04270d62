using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Sends bytes of an object: a file of a version, and the inventory.</summary>
public sealed class ObjectContentApi(ObjectReader reader, ByteAnswers answers)
{
    private const string Disposition = "disposition";
    private const string Inline = "inline";
    private const string Attachment = "attachment";
    private const int Attempts = 5;

    /// <summary><c>GET /api/objects/content</c>: a file of a version.</summary>
    [Function("GetObjectContent")]
    public Task<IResult> GetContentAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/content")] HttpRequest request,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(
            request,
            [ObjectQuery.Id, ObjectQuery.Version, ObjectQuery.Path, Disposition],
            async () =>
            {
                string objectId = ObjectQuery.Require(request.Query, ObjectQuery.Id);
                string path = ObjectQuery.Require(request.Query, ObjectQuery.Path);
                bool inline = ReadInline(request.Query);
                OcflObject source = await reader.OpenAsync(objectId, cancellationToken);
                OcflVersion version = ObjectQuery.ReadVersion(request.Query, source);
                string digest = ObjectQuery.FindDigest(source, version, path);
                StoredBytes bytes = new()
                {
                    Algorithm = source.Inventory.DigestAlgorithm,
                    Digest = digest,
                    FileName = StoragePath.GetName(path),
                    ContentType = ContentHeaders.TypeOf(path),
                    Inline = inline,
                    LastModified = FindLastChange(source, version, path, digest),
                    FindAsync = () => source.FindContentAsync(digest, cancellationToken),
                    OpenAsync = options => source.OpenContentAsync(digest, options, cancellationToken),
                    Verify = source.HashWhileRead,
                };
                return await answers.CreateAsync(request, bytes);
            });

    /// <summary><c>GET /api/objects/inventory</c>: the bytes of the root inventory.</summary>
    [Function("GetObjectInventory")]
    public Task<IResult> GetInventoryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/inventory")] HttpRequest request,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [ObjectQuery.Id], async () =>
        {
            string objectId = ObjectQuery.Require(request.Query, ObjectQuery.Id);
            for (int attempt = 1; ; attempt++)
            {
                OcflObject source = await reader.OpenAsync(objectId, cancellationToken);
                string path = StoragePath.Combine(source.Root, Inventory.FileName);
                StoredBytes bytes = new()
                {
                    Algorithm = source.Inventory.DigestAlgorithm,
                    Digest = source.InventoryDigest,
                    FileName = Inventory.FileName,
                    ContentType = "application/json",
                    LastModified = source.Head.Description.Created.Value,
                    FindAsync = () => source.Storage.GetFileAsync(path, cancellationToken),
                    OpenAsync = options => source.OpenInventoryAsync(options, cancellationToken),
                    Verify = source.HashWhileRead,
                };
                try
                {
                    return await answers.CreateAsync(request, bytes);
                }
                catch (StorageConditionException) when (attempt < Attempts)
                {
                    // The object has a new version.
                }
            }
        });

    // When the path got this content, by the times of the versions.
    private static DateTimeOffset? FindLastChange(OcflObject source, OcflVersion version, string path, string digest)
    {
        OcflVersion since = version;
        for (int number = version.Number.Number - 1; number >= 1; number--)
        {
            OcflVersion before = source.GetVersion(number);
            if (!before.Description.State.TryGetDigest(path, out string? other)
                || !other.Equals(digest, StringComparison.OrdinalIgnoreCase))
            {
                break;
            }

            since = before;
        }

        return since.Description.Created.Value;
    }

    private static bool ReadInline(IQueryCollection query) => query[Disposition].ToString() switch
    {
        "" or Attachment => false,
        Inline => true,
        string other => throw new ProblemException(
            ProblemKind.InvalidQuery, $"'{other}' must be '{Attachment}' or '{Inline}'.", Disposition),
    };
}
