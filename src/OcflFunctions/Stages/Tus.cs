using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ocfl.Digests;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>The headers of tus 1.0.0, the protocol of resumable uploads.</summary>
internal static class Tus
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,checksum,termination,expiration";
    public const string Resumable = "Tus-Resumable";
    public const string UploadOffset = "Upload-Offset";
    public const string UploadLength = "Upload-Length";
    public const string UploadMetadata = "Upload-Metadata";
    public const string UploadExpires = "Upload-Expires";
    public const string MediaType = "application/offset+octet-stream";

    private const string UploadChecksum = "Upload-Checksum";
    private const string DeferLength = "Upload-Defer-Length";
    private const int MostMetadata = 16 * 1024;

    // What clients call the path of a file, the most specific first. Uppy sends the text null for a file that is in no folder.
    private static readonly string[] PathKeys = ["path", "relativePath", "filename", "name"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, DigestAlgorithm> Checksums = new(StringComparer.Ordinal)
    {
        ["md5"] = DigestAlgorithm.Md5,
        ["sha1"] = DigestAlgorithm.Sha1,
        ["sha256"] = DigestAlgorithm.Sha256,
        ["sha512"] = DigestAlgorithm.Sha512,
    };

    /// <summary>The algorithms of checksums, for <c>Tus-Checksum-Algorithm</c>.</summary>
    public static string ChecksumAlgorithms => string.Join(',', Checksums.Keys);

    /// <summary>Requires a version of the protocol that is served here.</summary>
    /// <exception cref="ProblemException">It is another one, or not named.</exception>
    public static void RequireVersion(HttpRequest request)
    {
        if (request.Headers[Resumable].ToString() is var version && version != Version)
        {
            request.HttpContext.Response.Headers["Tus-Version"] = Version;
            throw new ProblemException(
                ProblemKind.UnsupportedProtocol, $"The header {Resumable} must be {Version}, and is '{version}'.", Resumable);
        }
    }

    /// <summary>Reads the offset at which a part starts.</summary>
    /// <exception cref="ProblemException">It is missing, or not a number.</exception>
    public static long ReadOffset(HttpRequest request) => ReadNumber(request, UploadOffset);

    /// <summary>Reads the length of a file.</summary>
    /// <exception cref="ProblemException">It is missing or deferred, or not a number.</exception>
    public static long ReadLength(HttpRequest request) => request.Headers.ContainsKey(DeferLength)
        ? throw new ProblemException(
            ProblemKind.InvalidHeader, $"The length must be known when an upload is created: send {UploadLength}.", DeferLength)
        : ReadNumber(request, UploadLength);

    /// <summary>Reads the path that a file will have.</summary>
    /// <exception cref="ProblemException">The metadata cannot be read, or have no path.</exception>
    public static string ReadPath(HttpRequest request)
    {
        string text = request.Headers[UploadMetadata].ToString();
        if (text.Length > MostMetadata)
        {
            throw Invalid(UploadMetadata, string.Create(CultureInfo.InvariantCulture, $"It may have {MostMetadata} characters."));
        }

        // It is sent back as a header, which can have no other characters.
        if (text.Any(character => character is < ' ' or > '~'))
        {
            throw Invalid(UploadMetadata, "Its keys must be visible ASCII without comma and space, and its values Base64.");
        }

        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split(' ', 2, StringSplitOptions.TrimEntries);
            string value = parts.Length < 2 ? ""
                : Decode(parts[1]) ?? throw Invalid(UploadMetadata, $"The value of '{parts[0]}' is not UTF-8 in Base64.");
            if (!metadata.TryAdd(parts[0], value))
            {
                throw Invalid(UploadMetadata, $"It has '{parts[0]}' twice.");
            }
        }

        string? key = Array.Find(PathKeys, each => metadata.TryGetValue(each, out string? value)
            && value.Length > 0
            && !(each == "relativePath" && value == "null"));
        return key is null
            ? throw Invalid(UploadMetadata, $"It must have the file's path as one of: {string.Join(", ", PathKeys)}.")
            : StagePath.Require(metadata[key], UploadMetadata);
    }

    /// <summary>Reads the checksum of a part; null if it has none.</summary>
    /// <exception cref="ProblemException">It is of another form, or an unknown algorithm.</exception>
    public static PartChecksum? ReadChecksum(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(UploadChecksum, out var values))
        {
            return null;
        }

        string[] parts = values.ToString().Split(' ', 2, StringSplitOptions.TrimEntries);
        Span<byte> bytes = stackalloc byte[96];
        return Checksums.TryGetValue(parts[0], out DigestAlgorithm? algorithm)
            && parts.Length == 2
            && parts[1].Length < 128
            && Convert.TryFromBase64String(parts[1], bytes, out int length)
            && length * 2 == algorithm.HexLength
            ? new PartChecksum(algorithm, Convert.ToHexStringLower(bytes[..length]))
            : throw Invalid(UploadChecksum, $"It must be an algorithm ({ChecksumAlgorithms}), a space, and the checksum in Base64.");
    }

    private static string? Decode(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        try
        {
            return Convert.TryFromBase64String(base64, bytes, out int length) ? Strict.GetString(bytes, 0, length) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static long ReadNumber(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Invalid(header, "It must be a number of bytes.");

    private static ProblemException Invalid(string header, string rule) =>
        new(ProblemKind.InvalidHeader, $"The header {header} is missing or not valid. {rule}", header);
}

/// <summary>The checksum that a part of an upload must have.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Digest">In lower-case hexadecimal.</param>
internal sealed record PartChecksum(DigestAlgorithm Algorithm, string Digest);
