namespace EndToEnd;

/// <summary>What a service keeps its storage root and its work area on.</summary>
public enum ServiceStorage
{
    /// <summary>Folders.</summary>
    Local,

    /// <summary>Containers on the run's Azurite.</summary>
    Blobs,
}
