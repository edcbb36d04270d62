using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Where the objects of a storage root are: a storage layout extension with its parameters (OCFL 1.1, section 4.1, and the
/// community extensions). Immutable, and safe to use from many threads.
/// </summary>
public interface IStorageLayout
{
    /// <summary>The extension's registered name, for example <c>0004-hashed-n-tuple-storage-layout</c>.</summary>
    string ExtensionName { get; }

    /// <summary>A sentence about the arrangement, for <c>ocfl_layout.json</c>.</summary>
    string Description { get; }

    /// <summary>The object's directory, from the storage root.</summary>
    /// <exception cref="LayoutException">An object with this id has no place in this layout.</exception>
    string GetObjectRoot(string objectId);

    /// <summary>
    /// Writes all parameters, defaults too, as properties of the JSON object that is being written; not <c>extensionName</c>.
    /// </summary>
    void WriteParameters(Utf8JsonWriter writer);
}
