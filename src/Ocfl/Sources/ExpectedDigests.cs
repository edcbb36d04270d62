using Ocfl.Digests;
using Ocfl.Staging;

namespace Ocfl.Sources;

/// <summary>
/// The digests that the files of a source must have: in a file of the source, or given with it. Each file that is taken must have one.
/// </summary>
public sealed record ExpectedDigests
{
    /// <summary>The algorithms that the length of a digest tells apart.</summary>
    private static readonly DigestAlgorithm[] Lists =
        [DigestAlgorithm.Sha512, DigestAlgorithm.Sha256, DigestAlgorithm.Sha1, DigestAlgorithm.Md5];

    /// <summary>The digest algorithm, by its OCFL name, such as <c>sha256</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>A file of the source with the digests, as <c>sha256sum</c> writes it; null if there is none.</summary>
    public string? Manifest { get; init; }

    /// <summary>Digests, lower-case hexadecimal, by path from the source's top; empty if a manifest has them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What <see cref="Files"/> is called in messages.</summary>
    public string Name { get; init; } = nameof(Files);

    /// <summary>
    /// Reads a list as <c>sha512sum</c> writes it. The algorithm is that of the first digest, by its length: sha512, sha256, sha1 or md5.
    /// </summary>
    /// <param name="content">The text, in UTF-8. It stays open.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">It is not such a list, is empty, or names a file twice.</exception>
    public static async Task<ExpectedDigests> ReadAsync(Stream content, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        DigestAlgorithm? algorithm = null;
        ManifestLines? lines = null;
        await foreach (string line in SourceText.ReadLinesAsync(content, $"'{name}'", cancellationToken).ConfigureAwait(false))
        {
            algorithm ??= FindAlgorithm(line);
            lines ??= new ManifestLines($"'{name}'", algorithm ?? DigestAlgorithm.Sha512);
            if (lines.ReadOfList(line) is { } entry && !files.TryAdd(entry.Path, Convert.ToHexStringLower(entry.Digest)))
            {
                throw lines.Fault($"'{VisibleText.Show(entry.Path)}' is listed twice");
            }
        }

        return files.Count > 0
            ? new ExpectedDigests { Algorithm = algorithm!.Name, Files = files, Name = name }
            : throw new InvalidUpdateException($"'{name}' has no digests.");
    }

    private static DigestAlgorithm? FindAlgorithm(string line)
    {
        string text = line.TrimStart('\\');
        int length = text.IndexOf(' ', StringComparison.Ordinal);
        return Array.Find(Lists, algorithm => algorithm.HexLength == length);
    }
}
