using System.Globalization;
using System.Text;

namespace Ocfl.Sources;

/// <summary>What is wrong with the files of a source: the first 10,000 of them, and how many there are.</summary>
public sealed class MismatchList
{
    private const int MostListed = 10_000;
    private const int MostNamed = 10;
    private const int MostCharacters = 200;

    private readonly List<SourceMismatch> _listed = [];
    private string? _wrong;
    private readonly SortedDictionary<SourceMismatchKind, long> _counts = [];

    /// <summary>How many files are wrong.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>The first of them.</summary>
    public IReadOnlyList<SourceMismatch> Listed => _listed;

    /// <summary>What is wrong with the source as a whole, as a sentence; null if nothing is.</summary>
    public string? Note { get; set; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => Total == 0 && Note is null;

    /// <summary>Adds a file. One with several wrong digests is added with each, one after the other, and counts once.</summary>
    public void Add(SourceMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        bool isSame = mismatch.Kind == SourceMismatchKind.WrongDigest && mismatch.Path == _wrong;
        _wrong = mismatch.Kind == SourceMismatchKind.WrongDigest ? mismatch.Path : null;
        _counts[mismatch.Kind] = _counts.GetValueOrDefault(mismatch.Kind) + (isSame ? 0 : 1);
        if (_listed.Count < MostListed)
        {
            _listed.Add(mismatch);
        }
    }

    /// <summary>What is wrong, in sentences: of each kind how many files, and the first of them by name.</summary>
    public string Describe()
    {
        StringBuilder text = new("The source is not as its manifests say.");
        foreach ((SourceMismatchKind kind, long count) in _counts)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Words(kind, count)}: ");
            string[] names =
            [
                .. _listed.Where(mismatch => mismatch.Kind == kind)
                    .GroupBy(mismatch => mismatch.Path, StringComparer.Ordinal)
                    .OrderBy(file => file.Key, StringComparer.Ordinal)
                    .Take(MostNamed)
                    .Select(Name),
            ];
            text.AppendJoin(", ", names);
            text.Append(count > names.Length ? string.Create(CultureInfo.InvariantCulture, $", and {count - names.Length} more.") : ".");
        }

        return Note is null ? text.ToString() : text.Append(' ').Append(Note).ToString();
    }

    private static string Words(SourceMismatchKind kind, long count) => (kind, count) switch
    {
        (SourceMismatchKind.Missing, 1) => "1 file is missing",
        (SourceMismatchKind.Missing, _) => $"{count} files are missing",
        (SourceMismatchKind.NotFetched, 1) => "1 file of fetch.txt has not been fetched",
        (SourceMismatchKind.NotFetched, _) => $"{count} files of fetch.txt have not been fetched",
        (SourceMismatchKind.Unlisted, 1) => "1 file is in no manifest, or not in each that must have it",
        (SourceMismatchKind.Unlisted, _) => $"{count} files are in no manifest, or not in each that must have it",
        (_, 1) => "1 file has another digest",
        _ => $"{count} files have another digest",
    };

    private static string Name(IGrouping<string, SourceMismatch> file)
    {
        string path = VisibleText.Show(file.Key);
        string name = $"'{(path.Length <= MostCharacters ? path : path[..MostCharacters] + "...")}'";
        return file.First().Algorithm is null ? name : $"{name} ({string.Join(", ", file.Select(mismatch => mismatch.Algorithm))})";
    }
}

/// <summary>A file of a source that is not as the source's manifests, or those given with it, say.</summary>
public sealed record SourceMismatch
{
    /// <summary>What is wrong.</summary>
    public required SourceMismatchKind Kind { get; init; }

    /// <summary>The path from the source's top.</summary>
    public required string Path { get; init; }

    /// <summary>The manifest that names the file, or should; null if it is not about a manifest.</summary>
    public string? Manifest { get; init; }

    /// <summary>The algorithm of <see cref="Expected"/>; null if no digest is wrong.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The digest that the file should have, lower-case hexadecimal; null if no digest is wrong.</summary>
    public string? Expected { get; init; }

    /// <summary>The digest that it has; null if no digest is wrong.</summary>
    public string? Actual { get; init; }
}

/// <summary>What is wrong with a file of a source.</summary>
public enum SourceMismatchKind
{
    /// <summary>A manifest names it, and it does not exist.</summary>
    Missing,

    /// <summary>It must still be fetched: <c>fetch.txt</c> names it, and it does not exist.</summary>
    NotFetched,

    /// <summary>It exists, and a manifest that must name it does not.</summary>
    Unlisted,

    /// <summary>It has another digest.</summary>
    WrongDigest,
}
