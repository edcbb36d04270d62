namespace OcflFunctions.Hosting;

/// <summary>Where content may come from.</summary>
public sealed class SourceOptions
{
    /// <summary>
    /// The folders that a source may be in or below; none means that no folder may be a source. A relative source is taken from the first.
    /// </summary>
    public IList<string> AllowedPaths { get; } = [];
}
