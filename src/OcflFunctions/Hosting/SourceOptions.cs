namespace OcflFunctions.Hosting;

/// <summary>Where content may come from.</summary>
public sealed class SourceOptions
{
    /// <summary>
    /// The folders that a source may be in or below; none means that no folder may be a source. A relative source is taken from the first.
    /// </summary>
    public IList<string> AllowedPaths { get; } = [];

    /// <summary>
    /// Whether folders are refused as sources where the system cannot keep what is read within them (<c>openat2</c> of Linux 5.6): there,
    /// whoever may write to a source could have a link lead out of it while it is read.
    /// </summary>
    public bool RequireBeneath { get; set; }

    /// <summary>
    /// The containers of blobs that a source may be in, each as <c>container</c>, or as <c>container/prefix</c> for what is below a path
    /// in it; none means that no container may be a source.
    /// </summary>
    public IList<string> AllowedContainers { get; } = [];

    /// <summary>The blob service's address of their account, with an identity instead of a key.</summary>
    public string? ServiceUri { get; set; }

    /// <summary>The connection string of their account, with a key.</summary>
    public string? ConnectionString { get; set; }
}
