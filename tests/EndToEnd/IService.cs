using Azure.Storage.Blobs;
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

    /// <summary>The container that sources may be in; null if the tests cannot write to one.</summary>
    BlobContainerClient? Incoming { get; }

    /// <summary>The storage root, for the tests to read; null when they cannot.</summary>
    IStorage? Root { get; }

    /// <summary>The work area, for the tests to read; null when they cannot.</summary>
    IStorage? Work { get; }

    /// <summary>Waits for everything that its engine runs beyond what is wanted, which may write where nobody expects it.</summary>
    Task SettleAsync() => Task.CompletedTask;

    /// <summary>What it has logged, for the message of a failure.</summary>
    string Log { get; }
}
