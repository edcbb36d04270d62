using DurableTask.Sqlite.Store;
using Ocfl;
using OcflFunctions.Http;
using OcflFunctions.Local.Functions;

namespace OcflFunctions.Local.Http;

/// <summary>Answers every error with a problem, without internal details.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    /// <summary>The customary status for a caller that has disconnected.</summary>
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBareError(context.Response))
            {
                await Problems.Result(context.Response.StatusCode).ExecuteAsync(context);
            }
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClientClosedRequest;
        }
        catch (ProblemException failure) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, ApiResults.Problem(failure.Problem));
        }
        catch (BadHttpRequestException failure) when (!context.Response.HasStarted)
        {
            ProblemKind kind = ProblemKind.OfStatus(failure.StatusCode) ?? ProblemKind.MalformedRequest;
            await AnswerAsync(context, Problems.Result(kind, failure.Message));
        }
        catch (ArgumentBindingException failure) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, Problems.Result(ProblemKind.WrongType, failure.Message, failure.Parameter));
        }
        catch (StoreUnavailableException failure) when (!context.Response.HasStarted)
        {
            LogUnhandled(failure, VisibleText.Show(context.Request.Method), VisibleText.Show(context.Request.Path));
            await AnswerAsync(
                context, Problems.Result(
                    ProblemKind.Unavailable, "The durable engine cannot write its database at the moment; the log of the service has the reason."));
        }
#pragma warning disable CA1031 // The last resort of a request.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogUnhandled(failure, VisibleText.Show(context.Request.Method), VisibleText.Show(context.Request.Path));
            await FailAsync(context);
        }
    }

    private static bool IsBareError(HttpResponse response) =>
        !response.HasStarted && response.StatusCode >= 400 && response.ContentLength is null or 0 && response.ContentType is null;

    private static async Task FailAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            // The status is already sent: only a broken connection can show the caller the failure.
            context.Abort();
            return;
        }

        await AnswerAsync(context, Problems.Result(ProblemKind.InternalError, "The service failed to answer; its log has the reason."));
    }

    private static Task AnswerAsync(HttpContext context, IResult answer)
    {
        context.Response.Clear();
        return answer.ExecuteAsync(context);
    }

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogUnhandled(Exception failure, string method, string path);
}
