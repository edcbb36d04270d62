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
    public static Validation Describe(OrchestrationMetadata instance, HttpRequest request) =>
        Describe(instance, Links.OfValidation(request, instance.InstanceId));

    /// <summary>A validation that was fetched with inputs and outputs, with what its running parts have read so far.</summary>
    public static async Task<Validation> DescribeAsync(
        OrchestrationMetadata instance, ValidationLinks links, ValidationStore validations, CancellationToken cancellationToken)
    {
        Validation view = Describe(instance, links);
        if (view.IsFinished || instance.ReadCustomStatusAs<ValidationCustomStatus>() is not { Running.Count: > 0 } custom)
        {
            return view;
        }

        ValidationCounts read = await validations.ReadMetersAsync(
            new ValidationIdentity(instance.InstanceId, custom.StartedAt), custom.Running, cancellationToken);
        return view with
        {
            Progress = view.Progress with { Files = view.Progress.Files + read.Files, Bytes = view.Progress.Bytes + read.Bytes },
        };
    }

    /// <summary>A validation that was fetched with inputs and outputs.</summary>
    public static Validation Describe(OrchestrationMetadata instance, ValidationLinks links)
    {
        ValidationCustomStatus? custom = instance.ReadCustomStatusAs<ValidationCustomStatus>();
        ValidationResult? result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? instance.ReadOutputAs<ValidationResult>()
            : null;
        DateTimeOffset created = instance.CreatedAt.ToUniversalTime();
        return new Validation
        {
            Id = instance.InstanceId,
            Status = StatusOf(instance, custom, result),

            // If it continued as new, an engine may report when the last run started.
            CreatedAt = custom is not null && custom.StartedAt < created ? custom.StartedAt : created,
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Request = ValidationInstances.RequestOf(instance),
            Progress = custom?.Progress ?? new ValidationProgress(),
            Result = result,
            Error = InstanceErrors.ErrorOf(instance, custom?.Error, "validation"),
            Links = links,
        };
    }

    private static ValidationStatus StatusOf(
        OrchestrationMetadata instance, ValidationCustomStatus? custom, ValidationResult? result) => instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Suspended => ValidationStatus.Suspended,
            OrchestrationRuntimeStatus.Completed when result?.Outcome == ValidationOutcome.Cancelled => ValidationStatus.Cancelled,
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
        await TryGetAsync(client, id, cancellationToken) ?? throw NotFound(id);

    /// <summary>A validation, with inputs and outputs; null if there is none.</summary>
    public static async Task<OrchestrationMetadata?> TryGetAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance && IsValidation(instance)
            ? instance
            : null;

    /// <summary>The problem of a validation that does not exist.</summary>
    public static ProblemException NotFound(string id) =>
        new(ProblemKind.ValidationNotFound, $"There is no validation '{id}'. {RemovedRuns.Describe("validations")}", "id");

    /// <summary>Whether an instance is a validation.</summary>
    public static bool IsValidation(OrchestrationMetadata instance) =>
        instance.Name.Equals(nameof(ValidateObjects), StringComparison.OrdinalIgnoreCase);

    /// <summary>The request of a validation that was fetched with inputs and outputs.</summary>
    /// <returns>Null if the input is not valid: the engine's own API starts an orchestration with any input.</returns>
    public static ValidationRequest? RequestOf(OrchestrationMetadata instance) => instance.TryReadInput<ValidationInput>()?.Request;
}
