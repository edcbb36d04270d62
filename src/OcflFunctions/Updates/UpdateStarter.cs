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
    ILogger<UpdateStarter> logger) : QueuedStarter<UpdateRequest>(next, time)
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
            await ReleaseAsync(request, id);
            throw new ProblemException(
                ProblemKind.QueueFull,
                $"{most} updates of the object already run or wait (Ocfl:Updates:MaxQueued). Send the request again when some have "
                    + "finished.",
                "objectId");
        }
    }

    /// <inheritdoc/>
    protected override void NoteNotWithdrawn(Exception failure, string id) => LogNotWithdrawn(failure, id);

    /// <inheritdoc/>
    protected override string ObjectIdOf(UpdateRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.ObjectId;
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

    /// <inheritdoc/>
    protected override Task ReleaseAsync(UpdateRequest request, string id) =>
        request?.Source?.Stage is { } stage ? uploads.ReleaseAsync(stage, id, CancellationToken.None) : Task.CompletedTask;

    [LoggerMessage(
        1102, LogLevel.Warning, "The place in the queue of update {UpdateId}, which could not be scheduled, is not released yet.")]
    private partial void LogNotWithdrawn(Exception failure, string updateId);

    private UpdateSettings SettingsFor(UpdateRequest request)
    {
        UpdateSettings settings = options.Value.Updates.ToSettings();
        return request.OnFailure == FailureAction.Hold ? settings : settings with { HoldTime = TimeSpan.Zero };
    }
}
