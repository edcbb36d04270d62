using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Ocfl.Storage;

namespace OcflFunctions.Objects;

/// <summary>
/// The fields of an answer that has archived bytes. Whatever they are, a browser does not run them in the service's origin: it saves them,
/// does not guess another type, and gives a document that is shown an origin of its own, without scripts.
/// </summary>
internal static class ContentHeaders
{
    /// <summary>Each use is checked with the service: an object can be taken down.</summary>
    public const string CacheControl = "private, no-cache";

    private const string Unknown = "application/octet-stream";
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Writes the fields.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="fileName">The name under which it is saved.</param>
    /// <param name="inline">Whether a browser may show it.</param>
    public static void Write(HttpResponse response, string fileName, bool inline = false)
    {
        IHeaderDictionary headers = response.Headers;
        ContentDispositionHeaderValue disposition = new(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(Visible(fileName));
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // The address may have the caller's key.
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = CacheControl;
    }

    /// <summary>The media type of a file by its name.</summary>
    public static string TypeOf(string path) => Types.TryGetContentType(StoragePath.GetName(path), out string? type) ? type : Unknown;

    /// <summary>The digest as the field <c>Repr-Digest</c> (RFC 9530); null for an algorithm that it does not have.</summary>
    public static string? ReprDigest(string algorithm, string digest) => algorithm switch
    {
        "sha512" => $"sha-512=:{Convert.ToBase64String(Convert.FromHexString(digest))}:",
        "sha256" => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(digest))}:",
        _ => null,
    };

    private static string Visible(string name) =>
        string.Concat(name.Select(character => char.IsControl(character) ? '_' : character));
}
