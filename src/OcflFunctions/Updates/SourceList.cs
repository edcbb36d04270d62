using System.Text.Json.Serialization;
using Ocfl.Storage;
using OcflFunctions.Contracts;

namespace OcflFunctions.Updates;

/// <summary>The list of a source: created once, by the first run.</summary>
/// <param name="Folder">Where the batches are: a folder of the first run.</param>
/// <param name="Source">The source, resolved; null if there is none.</param>
/// <param name="DigestAlgorithm">The algorithm to hash with.</param>
/// <param name="Summary">What is in it.</param>
/// <param name="Fixity">Further algorithms to hash with; null for none.</param>
/// <param name="Content">The object's own content, if it is hashed again; null otherwise.</param>
/// <param name="KnownDigestParts">In how many parts the folder has the digests of the object's content (<see cref="KnownDigests"/>); 0 if
/// it has none.</param>
/// <param name="Verify">Algorithms to hash files with in order to compare them; null for none.</param>
/// <param name="First">The first batch, if it is the only one of the source and small; null if it is a file in the folder.</param>
public sealed record SourceList(
    string Folder,
    UpdateSource? Source,
    string DigestAlgorithm,
    SourceSummary Summary,
    IReadOnlyList<string>? Fixity = null,
    ObjectContent? Content = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    int KnownDigestParts = 0,
    IReadOnlyList<string>? Verify = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<SourceFile>? First = null)
{
    /// <summary>
    /// The directory above <see cref="Folder"/> that is durable when the list is published: the folder itself, if the list has put anything
    /// there.
    /// </summary>
    [JsonIgnore]
    public string DurableFolder => First is null ? Folder : StoragePath.GetDirectory(Folder);

    /// <summary>How many batches are of the source: the first ones.</summary>
    [JsonIgnore]
    public int SourceBatches => Summary.Batches - (Content?.Batches ?? 0);

    /// <summary>The numbers of the batches of <see cref="Content"/>: the last ones.</summary>
    [JsonIgnore]
    public IEnumerable<int> RehashBatches => Enumerable.Range(SourceBatches, Content?.Batches ?? 0);

    /// <summary>What is done with a batch.</summary>
    public BatchWork WorkOn(int batch) => batch < SourceBatches ? BatchWork.Stage : BatchWork.Rehash;
}

/// <summary>What <see cref="BuildStage"/> does with a batch of a <see cref="SourceList"/>.</summary>
public enum BatchWork
{
    /// <summary>Hashes files of the source, and stages them unless they may stay where they are.</summary>
    Stage,

    /// <summary>Hashes the object's own content again, in the algorithm that the object moves to.</summary>
    Rehash,
}

/// <summary>
/// The content of an object that moves to another digest algorithm: the last batches of a <see cref="SourceList"/>.
/// </summary>
/// <param name="ObjectRoot">The object root's path in the storage root.</param>
/// <param name="DigestAlgorithm">The object's algorithm until now.</param>
/// <param name="Batches">In how many batches it is listed.</param>
public sealed record ObjectContent(string ObjectRoot, string DigestAlgorithm, int Batches);

/// <summary>A file of a source, as it was when the source was listed.</summary>
/// <param name="Number">Its number in the list, from 0: the name under which it is staged.</param>
/// <param name="Path">The path from the source's top, which becomes the logical path unless there is another.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">Its state when it was listed; it must be the same when it is staged.</param>
/// <param name="Digest">For the object's own content, its digest by the manifest; null for a file of the source.</param>
/// <param name="MayBeKnown">Whether the object has content of that length: the file is then hashed before it is staged.</param>
/// <param name="LogicalPath">Its logical path, if that is another; null otherwise.</param>
/// <param name="IsOnlyChecked">Whether it is hashed and compared, and does not become part of the version.</param>
/// <param name="Expected">The digests that it must have, lower-case hexadecimal, by algorithm; null for none.</param>
/// <param name="Uploaded">For a file of an uploaded stage, its content there; null for other sources.</param>
public sealed record SourceFile(
    long Number,
    string Path,
    long Length,
    [property: JsonPropertyName("etag")] string ETag,
    string? Digest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MayBeKnown = false,
    string? LogicalPath = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsOnlyChecked = false,
    IReadOnlyDictionary<string, string>? Expected = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UploadedContent? Uploaded = null)
{
    /// <summary>The file in its source, in the state in which it was listed.</summary>
    [JsonIgnore]
    public StorageFile Listed => new(Path, Length, ETag, LastModified: default);
}

/// <summary>Content that was uploaded and hashed on the way.</summary>
/// <param name="Path">Where it is in the work area. It is never written to again.</param>
/// <param name="Digests">Its digests by algorithm, in lower-case hexadecimal.</param>
/// <param name="Offset">Where it starts in that file, in bytes, if the file has other content too; null otherwise.</param>
public sealed record UploadedContent(
    string Path,
    IReadOnlyDictionary<string, string> Digests,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Offset = null);

/// <summary>Collects items up to a number and up to a size; a single item may be of any size.</summary>
/// <param name="mostItems">How many items at most.</param>
/// <param name="mostBytes">How many bytes at most.</param>
public sealed class Batch<T>(int mostItems, long mostBytes)
{
    private readonly List<T> _items = [];

    /// <summary>How many items it has.</summary>
    public int Count => _items.Count;

    /// <summary>Their sizes in all.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether there is room for one more of that size.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="isAlone">Whether it must be a batch of its own.</param>
    public bool HasRoomFor(long bytes, bool isAlone = false) =>
        _items.Count == 0 || (!isAlone && _items.Count < mostItems && Bytes + bytes <= mostBytes);

    /// <summary>Adds an item.</summary>
    public void Add(T item, long bytes)
    {
        _items.Add(item);
        Bytes += bytes;
    }

    /// <summary>Returns the items, and starts again without any.</summary>
    public IReadOnlyList<T> Take()
    {
        T[] items = [.. _items];
        _items.Clear();
        Bytes = 0;
        return items;
    }
}
