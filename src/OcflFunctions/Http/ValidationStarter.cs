using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Orchestrations;

namespace OcflFunctions.Http;

/// <summary>Starts validations, each once.</summary>
public sealed class ValidationStarter(IOptions<OcflOptions> options, TimeProvider time) : OrchestrationStarter<ValidationRequest>(time)
{
    /// <inheritdoc/>
    protected override string Noun => "validation";

    /// <inheritdoc/>
    protected override ValidationRequest? RequestOf(OrchestrationMetadata instance) => ValidationInstances.RequestOf(instance);

    /// <inheritdoc/>
    protected override Task<string> ScheduleAsync(DurableTaskClient client, ValidationRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ValidationInput input = new(request, options.Value.Validations.ToSettings(options.Value.Updates));
        return client.ScheduleNewOrchestrationInstanceAsync(nameof(ValidateObjects), input, start, cancellationToken);
    }
}
