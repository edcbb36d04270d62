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

    /// <summary>The storage root's folder; null when it is not one that the tests can read.</summary>
    string? Root { get; }

    /// <summary>What it has logged, for the message of a failure.</summary>
    string Log { get; }
}
