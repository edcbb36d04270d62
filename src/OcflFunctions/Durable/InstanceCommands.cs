using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Durable;

/// <summary>Commands to running instances of one kind.</summary>
/// <param name="noun">What an instance is, for messages, such as <c>update</c>.</param>
/// <param name="getAsync">Finds an instance, with inputs and outputs; refuses an id of another kind.</param>
/// <param name="note">Notes what the call is about, for the audit log.</param>
/// <param name="locationOf">The URL of an instance.</param>
internal sealed class InstanceCommands(
    string noun,
    Func<DurableTaskClient, string, CancellationToken, Task<OrchestrationMetadata>> getAsync,
    Action<HttpRequest, OrchestrationMetadata> note,
    Func<HttpRequest, string, string> locationOf)
{
    /// <summary>Executes a command, if the instance has not finished.</summary>
    public Task<IResult> RunAsync(
        HttpRequest request,
        string id,
        DurableTaskClient client,
        Func<OrchestrationMetadata, Task> commandAsync,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await getAsync(client, id, cancellationToken);
            note(request, instance);
            Refuse(instance.RuntimeStatus.IsFinished(), $"The {noun} has finished.");
            await CommandAsync(client, instance, commandAsync, cancellationToken);
            request.HttpContext.Response.Headers.Location = locationOf(request, id);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });

    /// <summary>Suspends an instance.</summary>
    public Task SuspendAsync(DurableTaskClient client, OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        Refuse(instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, $"The {noun} is already suspended.");
        return client.SuspendInstanceAsync(instance.InstanceId, "Requested by a caller.", cancellationToken);
    }

    /// <summary>Resumes an instance.</summary>
    public Task ResumeAsync(DurableTaskClient client, OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        Refuse(instance.RuntimeStatus != OrchestrationRuntimeStatus.Suspended, $"The {noun} is not suspended.");
        return client.ResumeInstanceAsync(instance.InstanceId, "Requested by a caller.", cancellationToken);
    }

    /// <summary>Resumes an instance to which a cancel was raised; it does not matter who resumes it first.</summary>
    public static async Task ResumeToCancelAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.ResumeInstanceAsync(id, "Resumed to be cancelled.", cancellationToken);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            if ((await client.GetInstanceAsync(id, cancellationToken))?.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
            {
                throw;
            }
        }
    }

    /// <summary>Refuses a command that the status forbids.</summary>
    /// <exception cref="ProblemException">It is forbidden.</exception>
    public static void Refuse(bool isForbidden, string detail)
    {
        if (isForbidden)
        {
            throw new ProblemException(ProblemKind.WrongState, detail);
        }
    }

    // The status may change between the check and the command. Then some engines ignore the command, and others refuse it.
    private async Task CommandAsync(
        DurableTaskClient client,
        OrchestrationMetadata instance,
        Func<OrchestrationMetadata, Task> commandAsync,
        CancellationToken cancellationToken)
    {
        try
        {
            await commandAsync(instance);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException and not ProblemException)
        {
            OrchestrationMetadata now = await getAsync(client, instance.InstanceId, cancellationToken);
            Refuse(now.RuntimeStatus.IsFinished(), $"The {noun} has finished.");
            Refuse(now.RuntimeStatus != instance.RuntimeStatus, $"The {noun} has become {now.RuntimeStatus} meanwhile.");
            throw;
        }
    }
}
