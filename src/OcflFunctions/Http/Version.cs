using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Ocfl.Objects;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Http;

/// <summary>Reports what runs.</summary>
public sealed class VersionApi(ServiceVersions versions)
{
    /// <summary><c>GET /api/version</c>: the product, its engine and its storage root.</summary>
    [Function("GetVersion")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "version")] HttpRequest request,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
            ApiResults.Json(await versions.ReadAsync(cancellationToken), ContractsJson.Relaxed.ServiceVersion));
}

/// <summary>What runs, and on what. Places and names are not in it.</summary>
public sealed class ServiceVersions(ObjectStore objects, IEngineProbe engine, IOptions<OcflOptions> options, TimeProvider time)
{
    private readonly HealthProbe _root = new(time);

    /// <summary>Reads it. If the storage root cannot be read now, what it declares is null.</summary>
    public async Task<ServiceVersion> ReadAsync(CancellationToken cancellationToken)
    {
        Exception? problem = await _root.CheckAsync(objects.GetRootAsync, cancellationToken);
        StorageRoot? root = problem is null ? await objects.GetRootAsync(cancellationToken) : null;
        return Describe(root);
    }

    /// <summary>Describes it.</summary>
    /// <param name="root">The storage root; null if it cannot be read.</param>
    internal ServiceVersion Describe(StorageRoot? root) => new()
    {
        Product = "OcflFunctions",
        Version = typeof(ServiceVersions).Assembly.GetName().Version!.ToString(3),
        Engine = engine.EngineName,
        Storage = options.Value.Storage.Kind,
        Layout = root?.LayoutName,
        Specification = root?.Specification.Name,
    };
}
