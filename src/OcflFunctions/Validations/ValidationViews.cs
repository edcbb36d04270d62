using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Validations;

/// <summary>Describes validations for callers.</summary>
internal static class ValidationViews
{
    /// <summary>A validation that was fetched with inputs and outputs.</summary>
    public static Validation Describe(OrchestrationMetadata instance, HttpRequest request)
    {
        ValidationCustomStatus? custom = instance.ReadCustomStatusAs<ValidationCustomStatus>();
        DateTimeOffset created = instance.CreatedAt.ToUniversalTime();
        return new Validation
        {
            Id = instance.InstanceId,
            Status = StatusOf(instance, custom),

            // If it continued as new, an engine may report when the last run started.
            CreatedAt = custom is not null && custom.StartedAt < created ? custom.StartedAt : created,
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Request = ValidationInstances.RequestOf(instance),
            Progress = custom?.Progress,
            Result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<ValidationResult>() : null,
            Error = InstanceErrors.ErrorOf(instance, custom?.Error, "validation"),
            Links = Links.OfValidation(request, instance.InstanceId),
        };
    }

    private static ValidationStatus StatusOf(
        OrchestrationMetadata instance, ValidationCustomStatus? custom) => instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Suspended => ValidationStatus.Suspended,
            OrchestrationRuntimeStatus.Completed => ValidationStatus.Completed,
            OrchestrationRuntimeStatus.Failed => ValidationStatus.Failed,
            OrchestrationRuntimeStatus.Terminated => ValidationStatus.Terminated,
            _ => custom is null ? ValidationStatus.Queued : ValidationStatus.Running,
        };
}

/// <summary>Finds validations among the engine's instances.</summary>
internal static class ValidationInstances
{
    /// <summary>A validation, with inputs and outputs.</summary>
    /// <exception cref="ProblemException">There is no such validation.</exception>
    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance
        && instance.Name.Equals(nameof(ValidateObjects), StringComparison.OrdinalIgnoreCase)
            ? instance
            : throw new ProblemException(
                ProblemKind.ValidationNotFound, $"There is no validation '{id}'. {RemovedRuns.Describe("validations")}", "id");

    /// <summary>The request of a validation that was fetched with inputs and outputs.</summary>
    /// <returns>Null if the input is not valid: the engine's own API starts an orchestration with any input.</returns>
    public static ValidationRequest? RequestOf(OrchestrationMetadata instance) => instance.TryReadInput<ValidationInput>()?.Request;
}
