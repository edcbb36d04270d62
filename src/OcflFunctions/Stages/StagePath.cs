using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Ocfl;
using Ocfl.Storage;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>The paths of files in stages: logical paths (OCFL 1.1, section 3.5.3.1), with the limits of updates.</summary>
internal static class StagePath
{
    private const int MostBytes = 4096;
    private const int MostSegments = 2048;
    private const int MostShown = 200;
    private const string Marker = "/files/";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path in the target of a request, as the caller wrote it: the server decodes paths in part, and resolves dots.</summary>
    /// <exception cref="ProblemException">It cannot be a file's path.</exception>
    public static string Read(HttpRequest request)
    {
        string target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw
            ? raw.Split('?')[0]
            : request.Path.ToUriComponent();
        int at = target.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        string[] segments = at < 0 ? [""] : target[(at + Marker.Length)..].Split('/');
        return Require(string.Join('/', segments.Select(Decode)), "path");
    }

    /// <summary>Refuses what cannot be the path of a file in an object.</summary>
    /// <param name="path">The path.</param>
    /// <param name="field">Where the caller gave it.</param>
    /// <exception cref="ProblemException">It cannot be a file's path.</exception>
    public static string Require(string path, string field)
    {
        string? rule = path.Length == 0 ? "is empty"
            : !StoragePath.IsValid(path) ? "has a name that is empty, '.' or '..', or a slash at its start or end"
            : path.FirstOrDefault(char.IsControl) is not '\0' and var control
                ? string.Create(CultureInfo.InvariantCulture, $"has the control character U+{(int)control:X4}")
            : Encoding.UTF8.GetByteCount(path) > MostBytes
                ? string.Create(CultureInfo.InvariantCulture, $"has more than {MostBytes} bytes of UTF-8")
            : path.AsSpan().Count('/') >= MostSegments
                ? string.Create(CultureInfo.InvariantCulture, $"has more than {MostSegments} names")
            : null;
        return rule is null ? path : throw new ProblemException(ProblemKind.InvalidPath, $"The path '{Show(path)}' {rule}.", field);
    }

    private static string Decode(string segment)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(segment.Length)];
        int length = 0;
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                length += Encoding.UTF8.GetBytes(segment, i, 1, bytes, length);
                continue;
            }

            ReadOnlySpan<char> code = segment.AsSpan(i + 1, Math.Min(2, segment.Length - i - 1));
            if (code.Length < 2
                || !byte.TryParse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
            {
                throw Undecodable("has a '%' that is not followed by two hexadecimal digits");
            }

            if (bytes[length] == (byte)'/')
            {
                throw Undecodable("has an encoded slash (%2F), and no name can have a slash");
            }

            length++;
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw Undecodable("is not UTF-8");
        }
    }

    private static ProblemException Undecodable(string rule) =>
        new(ProblemKind.InvalidPath, $"The path in the request's target {rule}.", "path");

    private static string Show(string path) => VisibleText.Show(path.Length > MostShown ? path[..MostShown] + "..." : path);
}
