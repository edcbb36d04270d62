using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;

namespace OcflFunctions.Durable;

/// <summary>Runs the commands of callers on what the engine runs: suspend, resume, cancel.</summary>
/// <param name="noun">What it is: an update or a validation.</param>
/// <param name="getAsync">Finds an instance; a problem if there is none.</param>
/// <param name="objectIdOf">The object of an instance; null if it has none.</param>
/// <param name="pathOf">The URL of an instance.</param>
/// <param name="time">The clock of the wait for a suspend.</param>
/// <param name="getPartsAsync">Finds the instances that run for an instance, and are suspended and resumed with it; null if there are
/// none.</param>
internal sealed class InstanceCommand(
    string noun,
    Func<DurableTaskClient, string, CancellationToken, Task<OrchestrationMetadata>> getAsync,
    Func<OrchestrationMetadata, string?> objectIdOf,
    Func<HttpRequest, string, string> pathOf,
    TimeProvider time,
    Func<DurableTaskClient, string, CancellationToken, Task<IReadOnlyList<OrchestrationMetadata>>>? getPartsAsync = null)
{
    private const string Reason = "Requested by a caller.";

    private static readonly TimeSpan SuspendPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestSuspendPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SuspendDeadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Running activities finish, and no further activity starts. Waits until the engine has suspended it, for at most 10 seconds: before
    /// that an engine may refuse a resume, and parts may still start.
    /// </summary>
    public Task<IResult> SuspendAsync(HttpRequest request, string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, id, client, async instance =>
        {
            Refuse(instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, $"The {noun} is already suspended.");
            long start = time.GetTimestamp();
            await client.SuspendInstanceAsync(id, Reason, cancellationToken);
            await WaitUntilSuspendedAsync(client, id, start, cancellationToken);
            IReadOnlyList<string> parts = await CommandPartsAsync(
                client,
                id,
                status => status == OrchestrationRuntimeStatus.Suspended,
                part => client.SuspendInstanceAsync(part, Reason, cancellationToken),
                cancellationToken);
            foreach (string part in parts)
            {
                await WaitUntilSuspendedAsync(client, part, start, cancellationToken);
            }
        }, cancellationToken);

    /// <summary>Continues after a suspend.</summary>
    public Task<IResult> ResumeAsync(HttpRequest request, string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, id, client, async instance =>
        {
            Refuse(instance.RuntimeStatus != OrchestrationRuntimeStatus.Suspended, $"The {noun} is not suspended.");
            await client.ResumeInstanceAsync(id, Reason, cancellationToken);
            await ResumePartsAsync(client, id, cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Raises the event that cancels it. What is suspended is resumed for that, also where the status does not show a suspend yet that was
    /// requested before.
    /// </summary>
    public Task<IResult> CancelAsync(HttpRequest request, string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(request, id, client, async _ =>
        {
            await client.RaiseEventAsync(id, CancelRequest.Event, new CancelRequest(Reason), cancellationToken);
            await ResumeToCancelAsync(client, id, cancellationToken);
            await ResumePartsAsync(client, id, cancellationToken);
        }, cancellationToken);

    /// <summary>Runs a command on an instance that has not finished.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The instance.</param>
    /// <param name="client">The engine.</param>
    /// <param name="commandAsync">The command.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IResult> RunAsync(
        HttpRequest request,
        string id,
        DurableTaskClient client,
        Func<OrchestrationMetadata, Task> commandAsync,
        CancellationToken cancellationToken) =>
        ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await getAsync(client, id, cancellationToken);
            AuditDetails.Set(request, objectIdOf(instance), id);
            Refuse(instance.RuntimeStatus.IsFinished(), $"The {noun} has finished.");
            await RunAsync(client, instance, commandAsync, cancellationToken);
            request.HttpContext.Response.Headers.Location = pathOf(request, id);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });

    /// <summary>Refuses a command that the state forbids.</summary>
    /// <exception cref="ProblemException">It is forbidden.</exception>
    public static void Refuse(bool isForbidden, string detail)
    {
        if (isForbidden)
        {
            throw new ProblemException(ProblemKind.WrongState, detail);
        }
    }

    // The cancel is already raised, so it does not matter who resumed it meanwhile.
    private static async Task ResumeToCancelAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
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

    // Those whose status does not show a suspend yet that was requested before are resumed too.
    private async Task ResumePartsAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await CommandPartsAsync(
            client,
            id,
            status => status != OrchestrationRuntimeStatus.Suspended,
            part => client.ResumeInstanceAsync(part, Reason, cancellationToken),
            cancellationToken);

    /// <summary>Sends a command to all parts that have not finished.</summary>
    /// <returns>The parts.</returns>
    private async Task<IReadOnlyList<string>> CommandPartsAsync(
        DurableTaskClient client,
        string id,
        Func<OrchestrationRuntimeStatus, bool> isInEffect,
        Func<string, Task> commandAsync,
        CancellationToken cancellationToken)
    {
        string[] parts = getPartsAsync is null
            ? []
            : [.. (await getPartsAsync(client, id, cancellationToken)).Select(part => part.InstanceId)];
        foreach (string part in parts)
        {
            try
            {
                await commandAsync(part);
            }
            catch (Exception refusal) when (refusal is not OperationCanceledException)
            {
                // It has finished meanwhile, or another caller was first.
                if (await client.GetInstanceAsync(part, cancellationToken) is { } now
                    && !isInEffect(now.RuntimeStatus)
                    && !now.RuntimeStatus.IsFinished())
                {
                    throw;
                }
            }
        }

        return parts;
    }

    private async Task WaitUntilSuspendedAsync(DurableTaskClient client, string id, long start, CancellationToken cancellationToken)
    {
        TimeSpan poll = SuspendPoll;
        while (await client.GetInstanceAsync(id, cancellationToken) is { } instance
            && instance.RuntimeStatus != OrchestrationRuntimeStatus.Suspended
            && !instance.RuntimeStatus.IsFinished()
            && time.GetElapsedTime(start) < SuspendDeadline)
        {
            await Task.Delay(poll, time, cancellationToken);
            poll = TimeSpan.FromTicks(Math.Min(poll.Ticks * 2, LongestSuspendPoll.Ticks));
        }
    }

    // The status may change between the check and the command. Then some engines ignore the command, and others refuse it.
    private async Task RunAsync(
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
