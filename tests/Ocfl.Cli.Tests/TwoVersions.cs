namespace Ocfl.Cli.Tests;

/// <summary>A root with one object of two versions, for tests that change nothing.</summary>
public sealed class TwoVersions : IAsyncLifetime, IDisposable
{
    internal Tool Tool { get; } = new();

    public Task InitializeAsync() => Tool.CommitTwoVersionsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Tool.Dispose();
}
