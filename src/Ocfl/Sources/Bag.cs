using System.Globalization;
using System.Text.RegularExpressions;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>A bag (BagIt, RFC 8493) as its tag files describe it; its payload is not read for that.</summary>
internal sealed partial class Bag
{
    private const string Declaration = "bagit.txt";
    private const string Info = "bag-info.txt";
    private const string Fetch = "fetch.txt";
    private const int MostDeclarationBytes = 4096;

    private static readonly DigestAlgorithm[] Algorithms =
        [DigestAlgorithm.Md5, DigestAlgorithm.Sha1, DigestAlgorithm.Sha256, DigestAlgorithm.Sha512];

    private readonly IStorage _source;
    private readonly ManifestLimit _limit;
    private readonly Dictionary<string, StorageFile> _files = new(StringComparer.Ordinal);

    private Bag(IStorage source, ManifestLimit limit)
    {
        _source = source;
        _limit = limit;
    }

    /// <summary>Whether it is of version 1.0, where each payload file must be in every payload manifest (section 3).</summary>
    public bool IsOfVersionOne { get; private set; }

    /// <summary>What the payload manifests say.</summary>
    public ManifestTable Payload { get; private set; } = new([]);

    /// <summary>What the tag manifests say.</summary>
    public ManifestTable Tags { get; private set; } = new([]);

    /// <summary>The files of <c>fetch.txt</c>.</summary>
    public IReadOnlyList<string> ToFetch { get; private set; } = [];

    /// <summary>The number of bytes and of files of the payload (<c>Payload-Oxum</c>, section 2.2.2); null if it is not given.</summary>
    public (long Bytes, long Files)? Oxum { get; private set; }

    /// <summary>Reads the tag files of a bag.</summary>
    /// <param name="source">The bag's folder.</param>
    /// <param name="limit">How long its manifests may be together, and each other tag file that is read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">It is not a bag, not one that is supported, or a tag file cannot be read.</exception>
    /// <exception cref="ContentMismatchException">A tag file changed while it was read.</exception>
    public static async Task<Bag> ReadAsync(IStorage source, ManifestLimit limit, CancellationToken cancellationToken)
    {
        Bag bag = new(source, limit);
        await foreach (StorageEntry entry in source.ListAsync("", recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is { } file)
            {
                bag._files.Add(file.Path, file);
            }
        }

        await bag.ReadDeclarationAsync(cancellationToken).ConfigureAwait(false);
        bag.RequireShortManifests();
        bag.Payload = await bag.ReadManifestsAsync(PayloadManifest(), isPayload: true, cancellationToken).ConfigureAwait(false);
        bag.Tags = await bag.ReadManifestsAsync(TagManifest(), isPayload: false, cancellationToken).ConfigureAwait(false);
        bag.ToFetch = await bag.ReadFetchAsync(cancellationToken).ConfigureAwait(false);
        bag.Oxum = await bag.ReadOxumAsync(cancellationToken).ConfigureAwait(false);
        return bag;
    }

    /// <summary>Checks that a file is in the state in which it was read here, if it was.</summary>
    /// <exception cref="ContentMismatchException">It is not.</exception>
    public void RequireUnchanged(StorageFile file)
    {
        if (_files.TryGetValue(file.Path, out StorageFile? read) && read.ETag != file.ETag)
        {
            throw new ContentMismatchException($"'{file.Path}' in the source was changed while the bag was read.");
        }
    }

    private async Task ReadDeclarationAsync(CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(Declaration, out StorageFile? file))
        {
            throw new InvalidUpdateException(
                $"The source is not a bag: there is no '{Declaration}' at its top. The source must be the folder that has '{Declaration}' "
                    + "and 'data'; an archive must be unpacked first.");
        }

        if (await SourceText.HasByteOrderMarkAsync(_source, file, cancellationToken).ConfigureAwait(false))
        {
            throw Fault(Declaration, "it starts with a byte order mark, which a bag must not have (RFC 8493, section 2.1.1)");
        }

        string[] lines = await SourceText.ReadLinesAsync(_source, file, MostDeclarationBytes, cancellationToken)
            .Where(line => line.Length > 0)
            .ToArrayAsync(cancellationToken).ConfigureAwait(false);
        string version = ValueOf(lines, 0, "BagIt-Version");
        string encoding = ValueOf(lines, 1, "Tag-File-Character-Encoding");
        if (version is not ("1.0" or "0.97"))
        {
            throw Fault(Declaration, $"the version is '{VisibleText.Show(version)}'; bags of the versions 1.0 and 0.97 are read here");
        }

        if (!encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault(Declaration, $"the tag files are in '{VisibleText.Show(encoding)}'; UTF-8 is the only encoding that is read here");
        }

        IsOfVersionOne = version == "1.0";
    }

    // All of them are in memory at once.
    private void RequireShortManifests()
    {
        long bytes = _files.Values
            .Where(file => PayloadManifest().IsMatch(file.Path) || TagManifest().IsMatch(file.Path))
            .Sum(file => file.Length);
        if (bytes > _limit.Bytes)
        {
            throw new InvalidUpdateException(FormattableString.Invariant(
                $"The manifests of the bag have {bytes} bytes together; they may have {_limit.Bytes}{(_limit.Name is { } name ? $" ({name})" : "")}."));
        }
    }

    private static string ValueOf(string[] lines, int line, string label) =>
        line < lines.Length && lines[line].Split(':', 2) is [var name, var value] && name.Trim() == label
            ? value.Trim()
            : throw Fault(Declaration, FormattableString.Invariant($"line {line + 1} must be '{label}: …' (RFC 8493, section 2.1.1)"));

    private async Task<ManifestTable> ReadManifestsAsync(Regex name, bool isPayload, CancellationToken cancellationToken)
    {
        NamedManifest[] manifests =
        [
            .. _files.Keys.Order(StringComparer.Ordinal)
                .Select(path => (Path: path, Match: name.Match(path)))
                .Where(candidate => candidate.Match.Success)
                .Select(candidate => new NamedManifest(candidate.Path, AlgorithmOf(candidate.Path, candidate.Match.Groups["name"].Value))),
        ];
        if (isPayload && manifests.Length == 0)
        {
            throw new InvalidUpdateException(
                "The source is not a bag: there is no payload manifest, such as 'manifest-sha512.txt' (RFC 8493, section 2.1.3).");
        }

        if (manifests.GroupBy(manifest => manifest.Algorithm.Name, StringComparer.Ordinal).FirstOrDefault(
            same => same.Count() > 1) is { } same)
        {
            throw Fault(same.Last().Path, $"there is another manifest of the algorithm {same.Key}");
        }

        ManifestTable table = new(manifests);
        for (int manifest = 0; manifest < manifests.Length; manifest++)
        {
            await ReadManifestAsync(table, manifest, isPayload, cancellationToken).ConfigureAwait(false);
        }

        return table;
    }

    private async Task ReadManifestAsync(ManifestTable table, int manifest, bool isPayload, CancellationToken cancellationToken)
    {
        NamedManifest named = table.Manifests[manifest];
        ManifestLines lines = new($"'{named.Path}' in the source", named.Algorithm);
        bool encodesPercents = IsOfVersionOne;
        await foreach (string line in SourceText.ReadLinesAsync(_source, _files[named.Path], _limit.Bytes, cancellationToken)
            .ConfigureAwait(false))
        {
            if (lines.ReadOfBag(line) is not { } entry)
            {
                continue;
            }

            string shown = VisibleText.Show(entry.Path);
            if (entry.Path.StartsWith(BagPaths.Payload, StringComparison.Ordinal) != isPayload)
            {
                throw lines.Fault(isPayload ? $"'{shown}' is not below 'data'" : $"'{shown}' is below 'data', and is not a tag file");
            }

            if (!table.TryAdd(manifest, entry.Path, entry.Digest))
            {
                throw lines.Fault($"'{shown}' is listed twice");
            }

            encodesPercents &= !BagPaths.HasBarePercent(entry.Path);
        }

        // Some tools write bags of version 1.0 without encoding percent signs. Then one that encodes nothing is likely to show it.
        if (encodesPercents && table.Rename(manifest, BagPaths.DecodePercents) is { } twice)
        {
            throw Fault(named.Path, $"'{VisibleText.Show(twice)}' is listed twice");
        }
    }

    private async Task<IReadOnlyList<string>> ReadFetchAsync(CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(Fetch, out StorageFile? file))
        {
            return [];
        }

        List<string> paths = [];
        int number = 0;
        await foreach (string line in SourceText.ReadLinesAsync(_source, file, _limit.Bytes, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            Match match = FetchLine().Match(line);
            string path = BagPaths.DecodeLineEnds(match.Groups["path"].Value);
            if (!match.Success || !StoragePath.IsValid(path) || !path.StartsWith(BagPaths.Payload, StringComparison.Ordinal))
            {
                throw Fault(Fetch, FormattableString.Invariant(
                    $"line {number} must be an address, a length or '-', and a path below 'data' (RFC 8493, section 2.2.3)"));
            }

            paths.Add(path);
        }

        return IsOfVersionOne && !paths.Exists(BagPaths.HasBarePercent) ? [.. paths.Select(BagPaths.DecodePercents)] : paths;
    }

    private async Task<(long Bytes, long Files)?> ReadOxumAsync(CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(Info, out StorageFile? file))
        {
            return null;
        }

        await foreach (string line in SourceText.ReadLinesAsync(_source, file, _limit.Bytes, cancellationToken).ConfigureAwait(false))
        {
            if (line.Split(':', 2) is [var label, var value] && label.Trim().Equals("Payload-Oxum", StringComparison.OrdinalIgnoreCase))
            {
                return value.Trim().Split('.') is [var bytes, var files]
                    && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long octets)
                    && long.TryParse(files, NumberStyles.None, CultureInfo.InvariantCulture, out long streams)
                    ? (octets, streams)
                    : throw Fault(Info, "Payload-Oxum must be a number of bytes, a dot and a number of files (RFC 8493, section 2.2.2)");
            }
        }

        return null;
    }

    private static DigestAlgorithm AlgorithmOf(string path, string name) =>
        Array.Find(Algorithms, algorithm => algorithm.Name == name.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal))
            ?? throw Fault(
                path, $"'{VisibleText.Show(name)}' is not an algorithm that is read here; there are: {string.Join(", ", (object[])Algorithms)}");

    private static InvalidUpdateException Fault(string path, string what) =>
        new($"The source is not a bag that can be read: '{path}': {what}.");

    [GeneratedRegex(@"\Amanifest-(?<name>[^/]+)\.txt\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex PayloadManifest();

    [GeneratedRegex(@"\Atagmanifest-(?<name>[^/]+)\.txt\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex TagManifest();

    [GeneratedRegex(@"\A\S+[ \t]+(?:[0-9]+|-)[ \t]+(?:\./)?(?<path>.+)\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex FetchLine();
}
