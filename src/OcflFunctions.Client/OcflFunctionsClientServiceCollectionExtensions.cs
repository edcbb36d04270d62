using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Client;

/// <summary>Adds the client to a host's services.</summary>
public static class OcflFunctionsClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="OcflFunctionsClient"/>, with an <see cref="HttpClient"/> of the factory and the host's <see cref="TimeProvider"/>
    /// if it has one.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the service's address and, if it requires one, the function key.</param>
    /// <returns>The builder, for further handlers.</returns>
    public static IHttpClientBuilder AddOcflFunctionsClient(this IServiceCollection services, Action<OcflFunctionsClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<OcflFunctionsClientOptions>().Configure(configure);
        return services.AddHttpClient(nameof(OcflFunctionsClient)).AddTypedClient((http, provider) => new OcflFunctionsClient(
            http, provider.GetRequiredService<IOptions<OcflFunctionsClientOptions>>().Value, provider.GetService<TimeProvider>()));
    }
}
