using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OcflFunctions.Http;

/// <summary>The bytes of a representation that an answer has.</summary>
/// <param name="Offset">The first, from 0.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>The offset after the last.</summary>
    public long End => Offset + Length;

    /// <summary>Reads the field <c>Range</c> of a GET (RFC 9110, section 14.2).</summary>
    /// <param name="request">The request, whose conditions hold.</param>
    /// <param name="length">The length of the representation.</param>
    /// <param name="validators">The representation's validators, for <c>If-Range</c>.</param>
    /// <param name="now">The time of the answer.</param>
    /// <returns>Null for the whole: no range, another unit or something unreadable, or another state than <c>If-Range</c> has.</returns>
    /// <exception cref="ProblemException">The range starts after the end, or there is more than one.</exception>
    public static ByteRange? Read(HttpRequest request, long length, Validators validators, DateTimeOffset now)
    {
        string text = request.Headers.Range.ToString();
        if (!HttpMethods.IsGet(request.Method)
            || text.Length == 0
            || !RangeHeaderValue.TryParse(text, out RangeHeaderValue? range)
            || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || !validators.FitIfRange(request, now))
        {
            return null;
        }

        if (range.Ranges.Count > 1)
        {
            throw NotSatisfiable(
                request, length, $"There are {range.Ranges.Count} ranges, and an answer has one. Send a request for each.");
        }

        RangeItemHeaderValue item = range.Ranges.First();
        long from = item.From ?? Math.Max(0, length - item.To!.Value);
        long to = item.From is null ? length - 1 : Math.Min(item.To ?? long.MaxValue, length - 1);
        return from <= to
            ? new ByteRange(from, to - from + 1)
            : throw NotSatisfiable(request, length, $"There are {length} bytes, and the range '{text}' has none of them.");
    }

    /// <summary>The field <c>Content-Range</c> of the answer.</summary>
    /// <param name="length">The length of the representation.</param>
    public string ToHeader(long length) => $"bytes {Offset}-{End - 1}/{length}";

    private static ProblemException NotSatisfiable(HttpRequest request, long length, string detail)
    {
        request.HttpContext.Response.Headers.ContentRange = $"bytes */{length}";
        return new ProblemException(ProblemKind.RangeNotSatisfiable, detail, "Range");
    }
}
