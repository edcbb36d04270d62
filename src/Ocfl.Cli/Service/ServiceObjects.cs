using System.Net;
using System.Runtime.CompilerServices;
using Ocfl.Objects;
using OcflFunctions.Client;
using OcflFunctions.Contracts;

namespace Ocfl.Cli.Service;

/// <summary>The objects of a service, for the commands that read.</summary>
internal sealed class ServiceObjects(ServiceConnection service)
{
    /// <summary>The objects of the service at an address.</summary>
    public static ServiceObjects Of(string address) => new(ServiceConnection.Open(address));

    /// <summary>Opens an object.</summary>
    /// <exception cref="ToolException">There is no such object.</exception>
    public async Task<OcflObject> OpenAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            OcflObject? opened = await new ServiceObjectStorage(service, id).OpenAsync(cancellationToken).ConfigureAwait(false);
            if (opened is not null)
            {
                return opened;
            }
        }
        catch (OcflFunctionsException missing) when (missing is { Status: HttpStatusCode.NotFound, Kind: "object-not-found" })
        {
            // The same as no object.
        }

        throw new ToolException("--id", id, $"there is no such object in {service.Address}");
    }

    /// <summary>Lists the objects, in the order of their places.</summary>
    public async IAsyncEnumerable<ObjectEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectSummary summary in service.Client.ListObjectsAsync(
            cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            yield return new ObjectEntry(summary.ObjectRoot, summary.ObjectId, summary.Problem);
        }
    }

    /// <summary>Opens an object that the list has found, with the size of its newest version.</summary>
    /// <returns>No object if it cannot be read, and a problem if something is wrong with it.</returns>
    public async Task<(OcflObject? Opened, long Bytes, string? Problem)> MeasureAsync(
        ObjectEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            OcflObject opened = await OpenAsync(entry.Id!, cancellationToken).ConfigureAwait(false);
            return await FileSizes.MeasureAsync(opened, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException)
        {
            return (null, 0, $"'{entry.Root}' is no longer there.");
        }
        catch (OcflFunctionsException refused) when (refused.Kind is "damaged-object" or "too-large")
        {
            return (null, 0, refused.Detail ?? refused.Message);
        }
        catch (OcflException failure)
        {
            return (null, 0, failure.Message);
        }
    }
}
