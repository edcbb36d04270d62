using System.Text.Json.Serialization;

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
    // Most of a path in a stage is the same for all files, and the rest is a logical path, which is in memory anyway.
    private readonly string? _directory;
    private readonly string _name = Path;

    private StagedContent(StagedContent original, string directory, string name) : this(original)
    {
        _directory = directory;
        _name = name;
    }

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

    /// <summary>The same content, with its path put together of two texts that are shared with others.</summary>
    internal StagedContent WithSharedPath(string directory, string name) => new(this, directory, name);

    /// <inheritdoc/>
    public bool Equals(StagedContent? other) =>
        other is not null && Path == other.Path && Length == other.Length && ETag == other.ETag && InSource == other.InSource;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Length, ETag, InSource);
}
