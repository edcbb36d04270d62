using Ocfl.Azurite;

namespace Ocfl.Testing.Azurite;

/// <summary>
/// The Azurites of a test run. They are static because xunit shares fixtures only among tests that then run one after another.
/// </summary>
public static class SharedAzurite
{
    private static readonly Lazy<Task<AzuriteServer>> Server = new(() => StartAsync("first"));
    private static readonly Lazy<Task<AzuriteServer>> Other = new(() => StartAsync("second"));
    private static int _count;

    /// <summary>Starts it on first use. It ends with the process, whose end closes its input.</summary>
    public static Task<AzuriteServer> GetAsync() => Server.Value;

    /// <summary>
    /// One of two, in turn: for tests with many blobs. An Azurite looks through all the blobs that it has at each request, and uses one
    /// processor.
    /// </summary>
    public static Task<AzuriteServer> GetNextAsync() => Interlocked.Increment(ref _count) % 2 == 0 ? Server.Value : Other.Value;

    // In memory, unless the run is a long one: see azurite.md.
    private static Task<AzuriteServer> StartAsync(string name) => AzuriteServer.StartAsync(new AzuriteOptions
    {
        DataFolder = Environment.GetEnvironmentVariable("AZURITE_DATA") is { Length: > 0 } folder ? Path.Combine(folder, name) : null,
    });
}
