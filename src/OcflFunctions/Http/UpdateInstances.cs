using System.Text.Json;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Orchestrations;

namespace OcflFunctions.Http;

/// <summary>Finds updates among all that the engine runs.</summary>
internal static class UpdateInstances
{
    /// <summary>An update, with inputs and outputs.</summary>
    /// <exception cref="ProblemException">There is no such update.</exception>
    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance && IsUpdate(instance)
            ? instance
            : throw new ProblemException(ProblemKind.UpdateNotFound, $"There is no update '{id}'.", "id");

    /// <summary>What an update that was fetched with inputs and outputs was asked for.</summary>
    /// <returns>Null where the input is none: the engine's own API starts an orchestration with whatever it is given.</returns>
    public static UpdateRequest? RequestOf(OrchestrationMetadata instance)
    {
        try
        {
            return instance.ReadInputAs<UpdateInput>()?.Request;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether an instance is an update.</summary>
    public static bool IsUpdate(OrchestrationMetadata instance) => instance.Name.Equals(nameof(UpdateObject), StringComparison.OrdinalIgnoreCase);
}
