using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OcflFunctions;
using OcflFunctions.Hosting;

namespace Infra.Tests;

/// <summary>Settings of the app, as environment variables.</summary>
internal static class AppSettings
{
    /// <summary>Demands that the app knows each of its settings, and that they are valid together.</summary>
    public static OcflOptions Check(IEnumerable<KeyValuePair<string, string>> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(
                    setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .Build();
        configuration.GetSection(OcflOptions.Section).Bind(new OcflOptions(), binder => binder.ErrorOnUnknownConfiguration = true);
        using ServiceProvider services = new ServiceCollection().AddLogging().AddOcflFunctions(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<OcflOptions>>().Value;
    }
}
