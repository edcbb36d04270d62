using System.Security.Cryptography;
using System.Text;
using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

/// <summary>Valid inventories made at random, the same for the same seed.</summary>
internal sealed class RandomInventory
{
    private static readonly string[] Elements =
    [
        "a", "b", "c", "data", "Ünïcödé", "文書", "😀", "𝒳", "with space", "quote\"", "back\\slash", "tab\t", "bell\a", "new\nline", "\u2028",
        "\u00ad", "\ue000", "\u007f", "+<>&'", ".hidden", "...", "~0/x".Replace("/", "~1", StringComparison.Ordinal), "CON", "trailing.",
    ];

    private readonly Random _random;
    private readonly string _algorithm;
    private readonly string? _contentDirectory;
    private readonly List<string> _digests = [];

    private RandomInventory(int seed)
    {
        _random = new(seed);
        _algorithm = _random.Next(2) == 0 ? "sha512" : "sha256";
        _contentDirectory = _random.Next(3) switch { 0 => "content", 1 => "dätä", _ => null };
    }

    public static Inventory Of(int seed) => new RandomInventory(seed).Make();

    private Inventory Make()
    {
        int versions = 1 + _random.Next(4);
        int width = _random.Next(3) == 0 ? 2 + _random.Next(4) : 0;
        DigestMap[] states = [.. Enumerable.Range(0, versions).Select(_ => State())];
        List<string> used = [.. states.SelectMany(state => state).Select(entry => entry.Digest).Distinct()];
        DigestMap manifest = new(
            used.Select((digest, i) => new DigestEntry(digest, ContentPaths(new VersionNumber(1 + _random.Next(versions), width), i))));
        return new()
        {
            Id = "urn:example:" + Text(),
            Specification = _random.Next(2) == 0 ? SpecificationVersion.V10 : SpecificationVersion.V11,
            DigestAlgorithm = _algorithm,
            Head = new(versions, width),
            ContentDirectory = _contentDirectory,
            Manifest = manifest,
            Versions = [.. states.Select(Version)],
            Fixity = Fixity(manifest),
        };
    }

    private ObjectVersion Version(DigestMap state) => new()
    {
        Created = InventoryTimestamp.From(
            new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(_random.NextInt64(10_000_000_000_000_000))),
        State = state,
        Message = _random.Next(3) == 0 ? null : Text(),
        User = _random.Next(3) switch { 0 => null, 1 => new(Text() + "x"), _ => new(Text() + "x", "mailto:" + Text()) },
    };

    private DigestMap State()
    {
        int files = _random.Next(8);
        List<DigestEntry> entries = [];
        HashSet<string> used = [];
        for (int i = 0; i < files; i++)
        {
            string digest = _digests.Count > 0 && _random.Next(2) == 0 ? _digests[_random.Next(_digests.Count)] : NewDigest();
            if (used.Add(digest))
            {
                entries.Add(new(digest, [.. Enumerable.Range(0, 1 + _random.Next(3)).Select(copy => $"{i}-{copy}/{Path()}")]));
            }
        }

        return new(entries);
    }

    private string[] ContentPaths(VersionNumber version, int number) =>
        [.. Enumerable.Range(0, 1 + _random.Next(2)).Select(
            copy => $"{version}/{_contentDirectory ?? "content"}/{number}-{copy}/{Path()}")];

    private KeyValuePair<string, DigestMap>[] Fixity(DigestMap manifest)
    {
        if (manifest.Count == 0 || _random.Next(2) == 0)
        {
            return [];
        }

        DigestMap sizes = new([new("123", [manifest[0].Paths[0]])]);
        DigestMap md5 = new([new("D41D8CD98F00B204E9800998ECF8427E", manifest[^1].Paths)]);
        return [new("md5", md5), new("size", sizes)];
    }

    private string NewDigest()
    {
        byte[] bytes = BitConverter.GetBytes(_random.NextInt64());
        string digest = Convert.ToHexString(_algorithm == "sha512" ? SHA512.HashData(bytes) : SHA256.HashData(bytes));
        digest = _random.Next(4) == 0 ? digest : digest.ToLowerInvariant();
        _digests.Add(digest);
        return digest;
    }

    private string Path() =>
        string.Join('/', Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Elements[_random.Next(Elements.Length)]));

    private string Text()
    {
        StringBuilder text = new();
        for (int i = _random.Next(5); i > 0; i--)
        {
            text.Append(Elements[_random.Next(Elements.Length)]);
        }

        return text.ToString();
    }
}
