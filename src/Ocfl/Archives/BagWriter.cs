using System.Globalization;
using System.Text;
using Ocfl.Digests;
using Ocfl.Objects;

namespace Ocfl.Archives;

/// <summary>
/// Writes a version as a BagIt 1.0 bag (RFC 8493) in a tar archive. The payload manifest has the inventory's digests. The tag files that
/// depend on the payload are at the end, so that nothing of it is held.
/// </summary>
/// <param name="source">The object.</param>
/// <param name="version">The version.</param>
/// <param name="options">The bag's name, and what its <c>bag-info.txt</c> says.</param>
/// <param name="files">Enumerates the files; called several times.</param>
internal sealed class BagWriter(
    OcflObject source, OcflVersion version, ArchiveOptions options, Func<IEnumerable<KeyValuePair<string, string>>> files)
{
    private const string Payload = "data";

    private readonly DigestAlgorithm _algorithm = DigestAlgorithm.Get(source.Inventory.DigestAlgorithm);
    private readonly StringBuilder _tagManifest = new();

    /// <summary>Writes the bag, to the end of the archive.</summary>
    public async Task WriteAsync(TarOutput tar, CancellationToken cancellationToken)
    {
        await AddTagFileAsync(
            tar, "bagit.txt", ["BagIt-Version: 1.0\n", "Tag-File-Character-Encoding: UTF-8\n"], cancellationToken).ConfigureAwait(false);

        // A bag without files has this directory, too.
        await tar.AddDirectoryAsync($"{options.BagName}/{Payload}", cancellationToken).ConfigureAwait(false);
        (long bytes, long count) = (0, 0);
        await foreach (QueuedContent content in new ContentQueue(source).ReadAsync(files(), cancellationToken).ConfigureAwait(false))
        {
            await tar.AddAsync($"{options.BagName}/{Payload}/{content.Path}", content, cancellationToken).ConfigureAwait(false);
            await content.RequireEndAsync(cancellationToken).ConfigureAwait(false);
            bytes += content.Length;
            count++;
        }

        IEnumerable<string> manifest = files().Select(
            file => $"{file.Value.ToLowerInvariant()}  {Payload}/{EncodePath(file.Key)}\n");
        await AddTagFileAsync(tar, $"manifest-{_algorithm}.txt", manifest, cancellationToken).ConfigureAwait(false);
        await AddTagFileAsync(tar, "bag-info.txt", DescribeBag(bytes, count), cancellationToken).ConfigureAwait(false);
        await AddTagFileAsync(
            tar, $"tagmanifest-{_algorithm}.txt", [_tagManifest.ToString()], cancellationToken).ConfigureAwait(false);
        await tar.CompleteAsync().ConfigureAwait(false);
    }

    // RFC 8493, section 2.1.3: these characters and only these.
    private static string EncodePath(string path) => path
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private async Task AddTagFileAsync(TarOutput tar, string name, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        LineStream content = new(lines, _algorithm);
        await using (content.ConfigureAwait(false))
        {
            await tar.AddAsync($"{options.BagName}/{name}", content, cancellationToken).ConfigureAwait(false);
            _tagManifest.Append(CultureInfo.InvariantCulture, $"{content.GetDigest()}  {name}\n");
        }
    }

    private IEnumerable<string> DescribeBag(long bytes, long count)
    {
        yield return Line("External-Identifier", source.Id);
        if (version.Description.Message is { } message)
        {
            yield return Line("External-Description", message);
        }

        if (options.BaggingDate is { } day)
        {
            yield return Line("Bagging-Date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        yield return Line("Payload-Oxum", string.Create(CultureInfo.InvariantCulture, $"{bytes}.{count}"));
        if (options.Agent is { } agent)
        {
            yield return Line("Bag-Software-Agent", agent);
        }

        yield return Line("OCFL-Object-Version", version.Number.ToString());
        yield return Line("OCFL-Inventory-Digest", $"{_algorithm}:{source.InventoryDigest}");
    }

    // A value is one line; what would end it is a space.
    private static string Line(string label, string value)
    {
        string text = string.Concat(value.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length == 0 ? "" : $"{label}: {text}\n";
    }
}
