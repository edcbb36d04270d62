using Microsoft.DurableTask.Client;

namespace OcflFunctions.Http;

/// <summary>Finds out whether the durable engine can work, as far as a host can know.</summary>
public interface IEngineProbe
{
    /// <summary>Tries the engine.</summary>
    /// <param name="client">The client that the binding gave.</param>
    /// <param name="cancellationToken">Stops the try.</param>
    /// <exception cref="Exception">The engine cannot work; the exception says why.</exception>
    Task ProbeAsync(DurableTaskClient client, CancellationToken cancellationToken);
}

/// <summary>Reads from the engine. It is all that every engine offers without leaving something behind.</summary>
internal sealed class ReadingEngineProbe : IEngineProbe
{
    public Task ProbeAsync(DurableTaskClient client, CancellationToken cancellationToken) => client.GetInstanceAsync("health", cancellationToken);
}
