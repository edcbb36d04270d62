using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>
/// Where content waits, by digest: kept in few bytes, as there may be a million. The records are made when they are requested.
/// </summary>
/// <param name="digests">The digests, of which not each needs to have content.</param>
internal sealed class StagedContents(DigestTable digests) : IReadOnlyDictionary<string, StagedContent>
{
    private const int LongestHex = 128;

    private readonly PathTree _paths = new();
    private readonly ByteArena _etags = new();
    private readonly NumberedValues<Packed> _content = new();
    private DirectoryText? _last;

    [Flags]
    private enum Facts
    {
        None = 0,
        IsHere = 1,
        InSource = 2,
        HasETag = 4,

        // Small files are staged under their digests: only the directory is kept.
        IsNamedByDigest = 8,
    }

    /// <summary>The digests.</summary>
    public DigestTable Digests => digests;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(content => content.Key);

    /// <inheritdoc/>
    public IEnumerable<StagedContent> Values => this.Select(content => content.Value);

    /// <inheritdoc/>
    public StagedContent this[string key] => TryGetValue(key, out StagedContent? content)
        ? content
        : throw new KeyNotFoundException($"There is no content with the digest {key}.");

    /// <summary>Adds content. Of equal contents one is kept, whichever comes first.</summary>
    /// <param name="digest">Its digest's number.</param>
    /// <param name="content">The content.</param>
    public void Add(int digest, StagedContent content)
    {
        bool isNew = _content[digest].Facts == Facts.None;
        if (isNew || Compare(content, At(digest)) < 0)
        {
            _content[digest] = Pack(content, digest);
            Count += isNew ? 1 : 0;
        }
    }

    /// <summary>The content of an entry of a map.</summary>
    /// <param name="map">The map, whose numbers of digests may be those of this.</param>
    /// <param name="index">The entry.</param>
    /// <returns>Null if there is none.</returns>
    public StagedContent? Find(DigestMap map, int index)
    {
        int digest = NumberOf(map, index);
        return digest == DigestTable.None ? null : At(digest);
    }

    /// <summary>Whether there is content of an entry of a map.</summary>
    public bool Has(DigestMap map, int index) => NumberOf(map, index) != DigestTable.None;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) != DigestTable.None;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StagedContent value)
    {
        int digest = Find(key);
        value = digest == DigestTable.None ? null : At(digest);
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StagedContent>> GetEnumerator()
    {
        for (int digest = 1; digest < digests.Count; digest++)
        {
            if (_content[digest].Facts != Facts.None)
            {
                yield return new(digests[digest], At(digest));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Compare(StagedContent one, StagedContent other) =>
        one.InSource.CompareTo(other.InSource) is var byPlace and not 0 ? byPlace : string.CompareOrdinal(one.Path, other.Path);

    // Content may have its digest in another case, which has another number.
    private int NumberOf(DigestMap map, int index) =>
        map.Locate(index) is var (entries, at) && entries.Texts.Digests == digests
            && entries.DigestIdAt(at) is var digest && _content[digest].Facts != Facts.None
            ? digest
            : Find(map.DigestAt(index));

    private int Find(string key)
    {
        int digest = digests.Find(key);
        while (digest != DigestTable.None && _content[digest].Facts == Facts.None)
        {
            digest = digests.Find(key, digest);
        }

        return digest;
    }

    private Packed Pack(StagedContent content, int digest)
    {
        ReadOnlySpan<char> directory = content.Directory;
        ReadOnlySpan<char> name = content.Name;
        Span<byte> hex = stackalloc byte[LongestHex];
        bool isNamedByDigest = directory.Length > 0
            && digests.TryWriteHex(digest, hex, out int length)
            && Ascii.Equals(hex[..length], name);
        return new Packed(
            isNamedByDigest ? _paths.Intern(directory) : _paths.Intern(directory, name),
            content.ETag is { } etag ? _etags.Add(Encoding.UTF8.GetBytes(etag)) : 0,
            content.Length,
            Facts.IsHere
                | (content.InSource ? Facts.InSource : Facts.None)
                | (content.ETag is null ? Facts.None : Facts.HasETag)
                | (isNamedByDigest ? Facts.IsNamedByDigest : Facts.None));
    }

    private StagedContent At(int digest)
    {
        Packed packed = _content[digest];
        bool isNamedByDigest = packed.Facts.HasFlag(Facts.IsNamedByDigest);
        return StagedContent.InDirectory(
            TextOf(isNamedByDigest ? packed.Path : _paths.ParentOf(packed.Path)),
            isNamedByDigest ? digests[digest] : Encoding.UTF8.GetString(_paths.NameOf(packed.Path)),
            packed.Length,
            packed.Facts.HasFlag(Facts.HasETag) ? Encoding.UTF8.GetString(_etags.Get(packed.ETag)) : null,
            packed.Facts.HasFlag(Facts.InSource));
    }

    // Most contents are in the directory of the one before. Several threads may read.
    private string? TextOf(int directory)
    {
        if (directory == PathTree.None)
        {
            return null;
        }

        DirectoryText? last = _last;
        if (last?.Number != directory)
        {
            _last = last = new DirectoryText(directory, _paths[directory]);
        }

        return last.Text;
    }

    private sealed record DirectoryText(int Number, string Text);

    private readonly record struct Packed(int Path, uint ETag, long Length, Facts Facts);
}
