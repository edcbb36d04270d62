using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ocfl;

namespace OcflFunctions.Storage;

/// <summary>
/// Opens the storage root when the app starts, and creates it if it does not exist. Removes what a process that died was writing, in
/// the root and in the work area. A fault does not stop the app: health reports it.
/// </summary>
internal sealed partial class StorageRootStartup(ObjectStore objects, WorkArea work, ILogger<StorageRootStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await objects.Storage.RemoveAbandonedAsync(cancellationToken);
            await work.Storage.RemoveAbandonedAsync(cancellationToken);
            var root = await objects.GetRootAsync(cancellationToken);
            LogOpened(logger, root.Storage.Location, root.Specification.Name, root.LayoutName ?? "none");
        }
        catch (OcflException problem)
        {
            LogProblem(logger, objects.Storage.Location, problem);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1201, LogLevel.Information, "The storage root is {Location}: OCFL {Specification}, layout {Layout}.")]
    private static partial void LogOpened(ILogger logger, string location, string specification, string layout);

    [LoggerMessage(1202, LogLevel.Error, "The storage root {Location} cannot be used.")]
    private static partial void LogProblem(ILogger logger, string location, Exception problem);
}
