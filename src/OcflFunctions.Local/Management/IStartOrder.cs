using System.Text.Json;

namespace OcflFunctions.Local.Management;

/// <summary>Called when the management API starts an instance, so that an app can keep the order in which it accepts starts.</summary>
public interface IStartOrder
{
    /// <summary>Schedules the instance after its place in the order is taken.</summary>
    /// <param name="orchestrator">The orchestrator's name, in any case.</param>
    /// <param name="instanceId">The instance's id.</param>
    /// <param name="input">The input; null if there is none.</param>
    /// <param name="scheduleAsync">Schedules the instance and returns its id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The instance's id.</returns>
    Task<string> StartAsync(
        string orchestrator,
        string instanceId,
        JsonElement? input,
        Func<Task<string>> scheduleAsync,
        CancellationToken cancellationToken);
}
