using Ocfl.Storage;

namespace EndToEnd;

/// <summary>A running service that the tests talk to.</summary>
public interface IService : IAsyncDisposable
{
    /// <summary>Its address.</summary>
    Uri Address { get; }

    /// <summary>The key of its functions; null when it needs none.</summary>
    string? Key { get; }

    /// <summary>The folder that sources may be in.</summary>
    string Sources { get; }

    /// <summary>The storage root, for the tests to read; null when they cannot.</summary>
    IStorage? Root { get; }

    /// <summary>What an update that has ended without a commit has left, as far as the tests can see it.</summary>
    Task<IReadOnlyList<string>> FindLeftoversAsync(string updateId);

    /// <summary>What it has logged, for the message of a failure.</summary>
    string Log { get; }
}
