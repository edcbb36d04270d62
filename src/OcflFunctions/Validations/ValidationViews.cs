using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Validations;

/// <summary>Shapes what the engine knows of a validation for callers.</summary>
internal static class ValidationViews
{
    /// <summary>A validation that was fetched with inputs and outputs.</summary>
    public static Validation Describe(OrchestrationMetadata instance, HttpRequest request)
    {
        ValidationCustomStatus? told = instance.ReadCustomStatusAs<ValidationCustomStatus>();
        DateTimeOffset created = instance.CreatedAt.ToUniversalTime();
        return new Validation
        {
            Id = instance.InstanceId,
            Status = StatusOf(instance, told),

            // An engine may tell when its last run began, where it continued as new.
            CreatedAt = told is not null && told.StartedAt < created ? told.StartedAt : created,
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Request = ValidationInstances.RequestOf(instance),
            Progress = told?.Progress,
            Result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<ValidationResult>() : null,
            Error = InstanceErrors.ErrorOf(instance, told?.Error, "validation"),
            Links = Links.OfValidation(request, instance.InstanceId),
        };
    }

    private static ValidationStatus StatusOf(OrchestrationMetadata instance, ValidationCustomStatus? told) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Suspended => ValidationStatus.Suspended,
        OrchestrationRuntimeStatus.Completed => ValidationStatus.Completed,
        OrchestrationRuntimeStatus.Failed => ValidationStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => ValidationStatus.Terminated,
        _ => told is null ? ValidationStatus.Queued : ValidationStatus.Running,
    };
}

/// <summary>Finds validations among all that the engine runs.</summary>
internal static class ValidationInstances
{
    /// <summary>A validation, with inputs and outputs.</summary>
    /// <exception cref="ProblemException">There is no such validation.</exception>
    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance
        && instance.Name.Equals(nameof(ValidateObjects), StringComparison.OrdinalIgnoreCase)
            ? instance
            : throw new ProblemException(ProblemKind.ValidationNotFound, $"There is no validation '{id}'.", "id");

    /// <summary>What a validation that was fetched with inputs and outputs was asked for.</summary>
    /// <returns>Null where the input is none: the engine's own API starts an orchestration with whatever it is given.</returns>
    public static ValidationRequest? RequestOf(OrchestrationMetadata instance) => instance.TryReadInput<ValidationInput>()?.Request;
}
