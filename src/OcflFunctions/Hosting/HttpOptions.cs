namespace OcflFunctions.Hosting;

/// <summary>The HTTP API.</summary>
public sealed class HttpOptions
{
    /// <summary>
    /// Whether the answer to a new update holds the durable engine's management URLs. They hold the key of the whole task hub, so they
    /// are for operators only.
    /// </summary>
    public bool ManagementLinks { get; set; }

    /// <summary>How many bytes the body of a request may have.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;
}
