using System.Text.Json.Serialization;
using Ocfl.Storage;
using OcflFunctions.Contracts;

namespace OcflFunctions.Updates;

/// <summary>The list of a source: made once, whichever of two runs was first.</summary>
/// <param name="Folder">Where the batches are: a folder of the run that was first.</param>
/// <param name="Source">The source, resolved; null when there is none.</param>
/// <param name="DigestAlgorithm">The algorithm to hash with.</param>
/// <param name="Summary">What is in it.</param>
/// <param name="Fixity">Further algorithms to hash with; null for none.</param>
/// <param name="Content">The object's own content, where it is hashed again; null where it is not.</param>
/// <param name="KnownDigestParts">In how many parts the folder has the digests of the object's content (<see cref="KnownDigests"/>); 0
/// where it has none.</param>
/// <param name="HasEqualLengths">Whether the folder has the lengths of files that come up more than once (<see cref="SharedStage"/>).</param>
public sealed record SourceList(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("source")] UpdateSource? Source,
    [property: JsonPropertyName("digestAlgorithm")] string DigestAlgorithm,
    [property: JsonPropertyName("summary")] SourceSummary Summary,
    [property: JsonPropertyName("fixity")] IReadOnlyList<string>? Fixity = null,
    [property: JsonPropertyName("content")] ObjectContent? Content = null,
    [property: JsonPropertyName("knownDigestParts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    int KnownDigestParts = 0,
    [property: JsonPropertyName("hasEqualLengths"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    bool HasEqualLengths = false)
{
    /// <summary>How many batches are of the source; those after them are of <see cref="Content"/>.</summary>
    [JsonIgnore]
    public int SourceBatches => Summary.Batches - (Content?.Batches ?? 0);
}

/// <summary>
/// The content of an object that moves to another digest algorithm: it comes in the last batches of a <see cref="SourceList"/>.
/// </summary>
/// <param name="ObjectRoot">The object root's path in the storage root.</param>
/// <param name="DigestAlgorithm">The object's algorithm until now.</param>
/// <param name="Batches">In how many batches it is listed.</param>
public sealed record ObjectContent(
    [property: JsonPropertyName("objectRoot")] string ObjectRoot,
    [property: JsonPropertyName("digestAlgorithm")] string DigestAlgorithm,
    [property: JsonPropertyName("batches")] int Batches);

/// <summary>A file of a source, as it was when the source was listed.</summary>
/// <param name="Number">Its number in the list, from 0: the name under which it is staged.</param>
/// <param name="Path">From the source's top; the logical path to be.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">The state in which it was listed, and must be when it is staged.</param>
/// <param name="Digest">For the object's own content, its digest by the manifest; null for a file of the source.</param>
/// <param name="MayBeKnown">Whether the object has content of that length: the file is then hashed before it is staged.</param>
public sealed record SourceFile(
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("etag")] string ETag,
    [property: JsonPropertyName("digest")] string? Digest = null,
    [property: JsonPropertyName("mayBeKnown"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MayBeKnown = false)
{
    /// <summary>The file in its source, in the state in which it was listed.</summary>
    [JsonIgnore]
    public StorageFile Listed => new(Path, Length, ETag, LastModified: default);
}

/// <summary>Collects items up to a number and up to a size; one item is taken whatever its size.</summary>
/// <param name="mostItems">How many items at most.</param>
/// <param name="mostBytes">How many bytes at most.</param>
public sealed class Batch<T>(int mostItems, long mostBytes)
{
    private readonly List<T> _items = [];
    private long _bytes;

    /// <summary>How many items wait.</summary>
    public int Count => _items.Count;

    /// <summary>Whether there is room for one more of that size.</summary>
    public bool HasRoomFor(long bytes) => _items.Count == 0 || (_items.Count < mostItems && _bytes + bytes <= mostBytes);

    /// <summary>Takes an item.</summary>
    public void Add(T item, long bytes)
    {
        _items.Add(item);
        _bytes += bytes;
    }

    /// <summary>Gives what was collected, and begins anew.</summary>
    public IReadOnlyList<T> Take()
    {
        T[] items = [.. _items];
        _items.Clear();
        _bytes = 0;
        return items;
    }
}
