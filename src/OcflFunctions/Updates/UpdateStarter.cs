using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>
/// Starts updates, each once, and in the order of their places in the queues for their objects, which are taken before they are scheduled.
/// </summary>
public sealed partial class UpdateStarter(
    ClaimStore claims,
    NextUpdate next,
    IOptions<OcflOptions> options,
    TimeProvider time,
    ILogger<UpdateStarter> logger) : OrchestrationStarter<UpdateRequest>(time)
{
    private const string Update = "update";

    /// <inheritdoc/>
    protected override string Noun => Update;

    /// <summary>The id of the update that an idempotency key stands for.</summary>
    /// <exception cref="ProblemException">It is not valid.</exception>
    public static string IdOf(string idempotencyKey) => IdOf(Update, idempotencyKey);

    /// <inheritdoc/>
    protected override UpdateRequest? RequestOf(OrchestrationMetadata instance) => UpdateInstances.RequestOf(instance);

    /// <inheritdoc/>
    protected override Task<string> ScheduleAsync(
        DurableTaskClient client, UpdateRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        UpdateTracing.Name(start?.InstanceId);
        return client.ScheduleNewOrchestrationInstanceAsync(
            nameof(UpdateObject), new UpdateInput(request, SettingsFor(request)), start, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ReserveAsync(UpdateRequest request, string id, CancellationToken cancellationToken)
    {
        int most = options.Value.Updates.MaxQueued;
        if (!await claims.TryReserveAsync(request.ObjectId, id, most, cancellationToken))
        {
            throw new ProblemException(
                ProblemKind.QueueFull,
                $"{most} updates of the object run or wait already (Ocfl:Updates:MaxQueued). Send the request again when some have ended.",
                "objectId");
        }
    }

    /// <inheritdoc/>
    protected override async Task WithdrawAsync(DurableTaskClient client, UpdateRequest request, string id)
    {
        try
        {
            if (!await client.IsRunningAsync(id, CancellationToken.None))
            {
                ReleasedPlace released = await claims.ReleaseAsync(request.ObjectId, id, client.GetLifeAsync, CancellationToken.None);
                await next.NotifyAsync(request.ObjectId, id, released, client, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // The caller needs to see why the update could not be scheduled. The place is passed over after a while.
        catch (Exception failure)
        {
            LogNotWithdrawn(failure, id);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(
        1102, LogLevel.Warning, "The place in the queue of update {UpdateId}, which could not be scheduled, is not given up yet.")]
    private partial void LogNotWithdrawn(Exception failure, string updateId);

    private UpdateSettings SettingsFor(UpdateRequest request)
    {
        UpdateSettings settings = options.Value.Updates.ToSettings();
        return request.OnFailure == FailureAction.Hold ? settings : settings with { HoldTime = TimeSpan.Zero };
    }
}
