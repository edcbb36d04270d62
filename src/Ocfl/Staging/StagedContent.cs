using System.Text.Json.Serialization;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>
/// Content that waits to become part of an object: in a stage's storage, where it is never changed once it is there, or still in its
/// source, where a change is detected when it is copied.
/// </summary>
/// <param name="Path">Where it is in the stage's storage, or in the source.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">The state that was hashed (<see cref="Storage.StorageFile.ETag"/>); null if any will do.</param>
/// <param name="InSource">Whether the path and the state are of the source's storage (<c>ActivityExecutorOptions.Source</c>).</param>
public sealed record StagedContent(
    string Path,
    long Length,
    [property: JsonPropertyName("etag")] string? ETag = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool InSource = false)
{
    // Most of a path in a stage is the same for all files.
    private readonly string _name = Path;
    private string? _directory;

    /// <summary>Where it is in the stage's storage, or in the source.</summary>
    public string Path
    {
        get => _directory is null ? _name : _directory + "/" + _name;
        init
        {
            _directory = null;
            _name = value;
        }
    }

    /// <summary>The directory that it is in; empty for the top.</summary>
    internal ReadOnlySpan<char> Directory => _directory is null ? StoragePath.GetDirectory(_name.AsSpan()) : _directory;

    /// <summary>Its name there.</summary>
    internal ReadOnlySpan<char> Name =>
        _directory is null && _name.LastIndexOf('/') is int slash and > 0 ? _name.AsSpan(slash + 1) : _name;

    /// <summary>Content in a directory whose text is shared with other contents.</summary>
    /// <param name="directory">The directory; null for none.</param>
    /// <param name="name">The content's name there.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="etag">The state that was hashed; null if any will do.</param>
    /// <param name="inSource">Whether it is in the source.</param>
    internal static StagedContent InDirectory(string? directory, string name, long length, string? etag, bool inSource = false) =>
        new(name, length, etag, inSource) { _directory = directory };

    /// <inheritdoc/>
    public bool Equals(StagedContent? other) =>
        other is not null && Path == other.Path && Length == other.Length && ETag == other.ETag && InSource == other.InSource;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Length, ETag, InSource);
}
