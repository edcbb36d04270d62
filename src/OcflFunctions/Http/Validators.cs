using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OcflFunctions.Http;

/// <summary>What a representation is recognized by, and the conditions of requests for it (RFC 9110, section 13).</summary>
/// <param name="ETag">Its entity tag.</param>
/// <param name="LastModified">When it last changed; null if that is not known.</param>
internal sealed record Validators(EntityTagHeaderValue ETag, DateTimeOffset? LastModified = null)
{
    // A time has whole seconds: within one of them there may be two states.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    /// <summary>A strong entity tag of a digest.</summary>
    /// <param name="digest">Hexadecimal.</param>
    /// <param name="lastModified">When the representation last changed; null if that is not known.</param>
    public static Validators OfBytes(string digest, DateTimeOffset? lastModified) =>
        new(new EntityTagHeaderValue($"\"{digest.ToLowerInvariant()}\""), lastModified);

    /// <summary>A weak entity tag of an answer that is made from something with a digest.</summary>
    public static Validators OfAnswer(string digest) => new(new EntityTagHeaderValue($"\"{digest.ToLowerInvariant()}\"", isWeak: true));

    /// <summary>
    /// Evaluates the conditions of a GET or HEAD in the order of RFC 9110, section 13.2.2.
    /// </summary>
    /// <returns>True if the caller has it already: the answer is 304.</returns>
    /// <exception cref="ProblemException">A condition does not hold (412).</exception>
    public bool AreKnownTo(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        if (headers.IfMatch.Count > 0)
        {
            Require(IsListed(headers.IfMatch, useStrongComparison: true) ?? false, HeaderNames.IfMatch);
        }
        else if (LastModified is { } modified
            && HeaderUtilities.TryParseDate(headers.IfUnmodifiedSince.ToString(), out DateTimeOffset limit))
        {
            Require(InSeconds(modified) <= limit, HeaderNames.IfUnmodifiedSince);
        }

        if (headers.IfNoneMatch.Count > 0)
        {
            return IsListed(headers.IfNoneMatch, useStrongComparison: false) ?? false;
        }

        return LastModified is { } changed
            && HeaderUtilities.TryParseDate(headers.IfModifiedSince.ToString(), out DateTimeOffset since)
            && InSeconds(changed) <= since;
    }

    /// <summary>Writes the validators into an answer that is not a problem.</summary>
    public void Write(HttpResponse response)
    {
        response.Headers.ETag = ETag.ToString();
        response.Headers.LastModified = LastModified is { } last ? HeaderUtilities.FormatDate(last) : default;
    }

    /// <summary>Whether a range may be sent: there is no <c>If-Range</c>, or it has this state (RFC 9110, section 13.1.5).</summary>
    public bool FitIfRange(HttpRequest request, DateTimeOffset now)
    {
        string text = request.Headers.IfRange.ToString();
        if (text.Length == 0)
        {
            return true;
        }

        return RangeConditionHeaderValue.TryParse(text, out RangeConditionHeaderValue? condition)
            && (condition.EntityTag is { } tag
                ? ETag.Compare(tag, useStrongComparison: true)
                : LastModified is { } modified && InSeconds(modified) == condition.LastModified && now - modified > Settled);
    }

    private bool? IsListed(IList<string?> values, bool useStrongComparison) =>
        EntityTagHeaderValue.TryParseList([.. values.OfType<string>()], out IList<EntityTagHeaderValue>? tags)
            ? tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || ETag.Compare(tag, useStrongComparison))
            : null;

    private static void Require(bool holds, string header)
    {
        if (!holds)
        {
            throw new ProblemException(
                ProblemKind.PreconditionFailed, $"What is requested is not in the state that {header} requires.", header);
        }
    }

    private static DateTimeOffset InSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
