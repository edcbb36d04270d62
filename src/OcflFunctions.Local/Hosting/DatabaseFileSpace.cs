using DurableTask.Sqlite;
using OcflFunctions.Durable;

namespace OcflFunctions.Local.Hosting;

/// <summary>The unused space of the embedded engine's database.</summary>
internal sealed class DatabaseFileSpace(SqliteDurableTaskEngine engine) : IEngineSpace
{
    public async Task<EngineSpace> ReleaseAsync(int pages, CancellationToken cancellationToken)
    {
        DatabaseSpace space = await engine.CompactAsync(pages, cancellationToken);
        return new EngineSpace(space.ReleasedPages, space.UnusedPages, space.PageBytes);
    }
}
