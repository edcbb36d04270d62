using System.Net;
using System.Net.Http.Headers;

namespace OcflFunctions.Client;

/// <summary>Whether a call is retried, and after how long.</summary>
internal sealed class RetryDelays(OcflFunctionsClientOptions options, TimeProvider time)
{
    /// <summary>Whether a failure may be transient, so that the call may be sent again.</summary>
    /// <param name="failure">Why there was no answer.</param>
    /// <param name="repeatable">What may be sent again.</param>
    /// <param name="cancellationToken">The caller's: a call that it cancelled is not retried.</param>
    public static bool MayPass(Exception failure, Repeatable repeatable, CancellationToken cancellationToken) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => true,
        HttpRequestException or IOException => repeatable == Repeatable.Always,
        OperationCanceledException => repeatable == Repeatable.Always && !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Whether the reason for an answer may be transient, so that the call may be sent again.</summary>
    public static bool MayPass(HttpStatusCode status, Repeatable repeatable) => status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => repeatable != Repeatable.Never,
        HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
            repeatable == Repeatable.Always,
        _ => false,
    };

    /// <summary>How long to wait before another attempt.</summary>
    /// <param name="tries">How many attempts there were.</param>
    /// <param name="retryAfter">The delay in the answer; null if it has none.</param>
    public TimeSpan Before(int tries, RetryConditionHeaderValue? retryAfter)
    {
        // Callers that failed at the same time should not retry at the same time.
        double longest = Math.Min(options.FirstRetryDelay.Ticks * Math.Pow(2, Math.Min(tries - 1, 30)), options.MaxRetryDelay.Ticks);
        TimeSpan own = TimeSpan.FromTicks((long)(longest * (0.5 + (Random.Shared.NextDouble() / 2))));
        TimeSpan asked = Read(retryAfter, time) ?? own;
        return asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay;
    }

    /// <summary>The value of <c>Retry-After</c>, in either of its forms; null if there is none.</summary>
    public static TimeSpan? Read(RetryConditionHeaderValue? retryAfter, TimeProvider time) =>
        retryAfter?.Delta ?? (retryAfter?.Date - time.GetUtcNow() is { } wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null);
}
