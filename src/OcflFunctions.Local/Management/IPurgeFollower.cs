namespace OcflFunctions.Local.Management;

/// <summary>Called when the management API has purged an instance, so that an app can remove what it keeps of it elsewhere.</summary>
public interface IPurgeFollower
{
    /// <summary>An instance was purged. A failure is logged by the follower: the instance is already deleted.</summary>
    Task PurgedAsync(string instanceId, CancellationToken cancellationToken);
}
