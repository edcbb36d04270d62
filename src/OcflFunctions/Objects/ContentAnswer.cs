using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Ocfl;
using Ocfl.Storage;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Writes the bytes of an answer.</summary>
/// <param name="output">The body.</param>
/// <param name="cancellationToken">Stops it: the caller has disconnected.</param>
internal delegate Task BodyWriter(Stream output, CancellationToken cancellationToken);

/// <summary>
/// An answer whose body is written while its content is read. A failure before the first byte is sent is a problem. After it, the status
/// has been sent, and only a connection that breaks can show the failure: the answer is never complete.
/// </summary>
/// <param name="length">The length of the body; null if it is not known before.</param>
/// <param name="range">The part of the representation; null for all of it.</param>
/// <param name="writeAsync">Writes the body.</param>
/// <param name="log">Reports a failure.</param>
internal sealed class ContentAnswer(long? length, string? range, BodyWriter writeAsync, ContentLog log) : IResult
{
    /// <summary>How many bytes the server takes from an answer that it has not sent yet, so that more can be read meanwhile.</summary>
    public const int BufferSize = 8 * BlockLayout.UsualBlockSize;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = range is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = range;
        response.ContentLength = length;
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        CancellationToken aborted = httpContext.RequestAborted;
        try
        {
            await writeAsync(response.Body, aborted);
        }
        catch (Exception failure) when (failure is OcflException or IOException && !aborted.IsCancellationRequested)
        {
            log.Broken(httpContext.Request, failure);
            if (response.HasStarted)
            {
                httpContext.Abort();
                return;
            }

            response.Clear();
            ProblemKind kind = failure is StorageException ? ProblemKind.Unavailable : ProblemKind.DamagedObject;
            await ApiResults.Problem(new ProblemException(kind, failure.Message).Problem).ExecuteAsync(httpContext);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            httpContext.Abort();
        }
    }
}

/// <summary>The log of answers with content.</summary>
public sealed partial class ContentLog(ILogger<ContentLog> logger)
{
    /// <summary>An answer was broken off.</summary>
    internal void Broken(HttpRequest request, Exception failure) => LogBroken(
        failure, VisibleText.Show(request.Path), VisibleText.Show(request.Query[ObjectQuery.Id].ToString()), failure.Message);

    /// <summary>Digests of blocks are not used: they are damaged, or cannot be read.</summary>
    [LoggerMessage(1602, LogLevel.Warning, "The digests of blocks in '{Path}' cannot be used; the next whole download replaces them.")]
    internal partial void BlocksDamaged(string path, Exception? failure);

    /// <summary>Digests of blocks were not written.</summary>
    [LoggerMessage(1603, LogLevel.Warning, "The digests of blocks could not be written to '{Path}'; the next whole download tries again.")]
    internal partial void BlocksNotWritten(string path, Exception failure);

    [LoggerMessage(1601, LogLevel.Error, "{Path} of the object {ObjectId} was broken off: {Reason}")]
    private partial void LogBroken(Exception failure, string path, string objectId, string reason);
}
