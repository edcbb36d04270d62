using Ocfl.Azurite;

namespace Ocfl.Testing.Azurite;

/// <summary>
/// The one Azurite of a test run. It is static because xunit shares fixtures only among tests that then run one after another.
/// </summary>
public static class SharedAzurite
{
    private static readonly Lazy<Task<AzuriteServer>> Server = new(() => AzuriteServer.StartAsync());

    /// <summary>Starts it on first use. It ends with the process, whose end closes its input.</summary>
    public static Task<AzuriteServer> GetAsync() => Server.Value;
}
