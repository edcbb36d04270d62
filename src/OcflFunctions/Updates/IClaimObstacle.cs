using Microsoft.DurableTask.Client;

namespace OcflFunctions.Updates;

/// <summary>What can be in the way of an update that has its turn with an object, and is cleared before the update starts.</summary>
public interface IClaimObstacle
{
    /// <summary>Clears it; does nothing if there is nothing.</summary>
    /// <param name="update">The update that has its turn.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task ClearAsync(UpdateIdentity update, DurableTaskClient client, CancellationToken cancellationToken);
}
