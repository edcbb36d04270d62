namespace OcflFunctions.Durable;

/// <summary>The space that the durable engine's own store uses, where this process has that store.</summary>
public interface IEngineSpace
{
    /// <summary>Gives unused space back, while the engine works.</summary>
    /// <param name="pages">How many pages at most; 0 to count only.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<EngineSpace> ReleaseAsync(int pages, CancellationToken cancellationToken);
}

/// <summary>Unused space of the engine's store.</summary>
/// <param name="ReleasedPages">How many pages were given back.</param>
/// <param name="UnusedPages">How many more can be given back.</param>
/// <param name="PageBytes">How many bytes a page has.</param>
public sealed record EngineSpace(long ReleasedPages, long UnusedPages, int PageBytes);

/// <summary>A store that another service has, as in Azure: there is nothing to give back here.</summary>
internal sealed class ForeignEngineSpace : IEngineSpace
{
    public Task<EngineSpace> ReleaseAsync(int pages, CancellationToken cancellationToken) => Task.FromResult(new EngineSpace(0, 0, 0));
}
