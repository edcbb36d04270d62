using Ocfl.Storage;

namespace OcflFunctions.Hosting;

/// <summary>Makes storages of one kind. Register another to add a kind.</summary>
public interface IStorageFactory
{
    /// <summary>The kind, as <c>Ocfl:Storage:Kind</c> and <c>Ocfl:Work:Kind</c> name it, in either case.</summary>
    string Kind { get; }

    /// <summary>What the settings lack or have wrong: the key below <c>Ocfl:Storage</c> or <c>Ocfl:Work</c>, and what is to be said about it.</summary>
    IEnumerable<(string Key, string Problem)> Validate(StoreOptions options);

    /// <summary>A storage; nothing of it is touched yet.</summary>
    IStorage Create(StoreOptions options);
}
