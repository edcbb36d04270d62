using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Orchestrations;
using OcflFunctions.Telemetry;

namespace OcflFunctions.Http;

/// <summary>Starts updates, each once.</summary>
public sealed class UpdateStarter(IOptions<OcflOptions> options, TimeProvider time) : OrchestrationStarter<UpdateRequest>(time)
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
    protected override Task<string> ScheduleAsync(DurableTaskClient client, UpdateRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        UpdateTracing.Name(start?.InstanceId);
        return client.ScheduleNewOrchestrationInstanceAsync(nameof(UpdateObject), new UpdateInput(request, SettingsFor(request)), start, cancellationToken);
    }

    private UpdateSettings SettingsFor(UpdateRequest request)
    {
        UpdateSettings settings = options.Value.Updates.ToSettings();
        return request.OnFailure == FailureAction.Hold ? settings : settings with { HoldTime = TimeSpan.Zero };
    }
}
