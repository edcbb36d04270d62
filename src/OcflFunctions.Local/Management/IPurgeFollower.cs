namespace OcflFunctions.Local.Management;

/// <summary>Is called when the management API has purged an instance, so that an app can remove what it keeps of it elsewhere.</summary>
public interface IPurgeFollower
{
    /// <summary>An instance was purged. A failure is logged by the follower: the instance is gone.</summary>
    Task PurgedAsync(string instanceId, CancellationToken cancellationToken);
}
