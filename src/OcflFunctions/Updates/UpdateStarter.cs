using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Stages;

namespace OcflFunctions.Updates;

/// <summary>
/// Starts updates, each once. Their places in the queues of their objects are reserved before they are scheduled, so that they run in the
/// order of their requests. The stage that an update takes its content from is taken then, too.
/// </summary>
public sealed partial class UpdateStarter(
    ClaimStore claims,
    NextUpdate next,
    StageRegister uploads,
    IOptions<OcflOptions> options,
    TimeProvider time,
    ILogger<UpdateStarter> logger) : OrchestrationStarter<UpdateRequest>(time)
{
    /// <inheritdoc/>
    protected override string Noun => "update";

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
    protected override async Task ReserveAsync(
        DurableTaskClient client, UpdateRequest request, string id, CancellationToken cancellationToken)
    {
        await TakeStageAsync(client, request, id, cancellationToken);
        int most = options.Value.Updates.MaxQueued;
        if (!await claims.TryReserveAsync(request.ObjectId, id, most, cancellationToken))
        {
            await ReleaseStageAsync(request, id);
            throw new ProblemException(
                ProblemKind.QueueFull,
                $"{most} updates of the object already run or wait (Ocfl:Updates:MaxQueued). Send the request again when some have "
                    + "finished.",
                "objectId");
        }
    }

    /// <inheritdoc/>
    protected override async Task WithdrawAsync(DurableTaskClient client, UpdateRequest request, string id)
    {
        try
        {
            // The id may be that of an update of another object, which has its place in the queue of that one.
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, CancellationToken.None);
            if (instance is not { IsCompleted: false } || RequestOf(instance)?.ObjectId != request.ObjectId)
            {
                await ReleaseStageAsync(request, id);
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

    private async Task TakeStageAsync(DurableTaskClient client, UpdateRequest request, string id, CancellationToken cancellationToken)
    {
        if (request.Source?.Stage is not { } stage)
        {
            return;
        }

        StageTakingResult taking = await uploads.TakeAsync(stage, id, client.GetLifeAsync, cancellationToken);
        if (taking.Stage is null)
        {
            throw new ProblemException(
                ProblemKind.SourceNotFound, [ProblemKind.SourceNotFound.At(StageSources.Field, $"There is no stage '{stage}'.")]);
        }

        if (taking.OtherHolder is { } other)
        {
            string detail = StageAccess.DescribeTaken(stage, other);
            throw new ProblemException(ProblemKind.StageTaken, [ProblemKind.StageTaken.At(StageSources.Field, detail)]);
        }
    }

    private Task ReleaseStageAsync(UpdateRequest request, string id) =>
        request.Source?.Stage is { } stage ? uploads.ReleaseAsync(stage, id, CancellationToken.None) : Task.CompletedTask;

    [LoggerMessage(
        1102, LogLevel.Warning, "The place in the queue of update {UpdateId}, which could not be scheduled, is not released yet.")]
    private partial void LogNotWithdrawn(Exception failure, string updateId);

    private UpdateSettings SettingsFor(UpdateRequest request)
    {
        UpdateSettings settings = options.Value.Updates.ToSettings();
        return request.OnFailure == FailureAction.Hold ? settings : settings with { HoldTime = TimeSpan.Zero };
    }
}
