using System.Text.Json;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>Inputs of orchestrations.</summary>
internal static class InstanceInputs
{
    /// <summary>The input of an instance that was fetched with inputs and outputs.</summary>
    /// <returns>Null if it is not of the type: the engine's own API starts an orchestration with any input.</returns>
    public static T? TryReadInput<T>(this OrchestrationMetadata instance)
        where T : class
    {
        try
        {
            return instance.ReadInputAs<T>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
