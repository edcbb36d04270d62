using System.Text.Json;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Orchestrations;

namespace OcflFunctions.Http;

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
    public static ValidationRequest? RequestOf(OrchestrationMetadata instance)
    {
        try
        {
            return instance.ReadInputAs<ValidationInput>()?.Request;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
