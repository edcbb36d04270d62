using System.Text.RegularExpressions;

namespace Infra.Tests.Queries;

/// <summary>A query of this repository: a file of <c>infra/queries</c>, or a block of a document.</summary>
/// <param name="File">The file, from the top.</param>
/// <param name="Line">Where it begins there.</param>
/// <param name="Text">The query.</param>
internal sealed partial record KustoQuery(string File, int Line, string Text)
{
    private static readonly EnumerationOptions Nested =
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    public static IReadOnlyList<KustoQuery> All { get; } = [.. InFiles(), .. InDocuments()];

    private static IEnumerable<KustoQuery> InFiles() => Directory.EnumerateFiles(RepositoryFolder.At("infra", "queries"), "*.kql")
        .Order(StringComparer.Ordinal)
        .Select(file => new KustoQuery($"infra/queries/{Path.GetFileName(file)}", 1, Read(file)));

    private static IEnumerable<KustoQuery> InDocuments() => Documents().SelectMany(InDocument);

    // Not below src and tests, where packages have documents of their own.
    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(RepositoryFolder.Path, "*.md")
        .Concat(new[] { "docs", "infra" }.SelectMany(folder => Directory.EnumerateFiles(RepositoryFolder.At(folder), "*.md", Nested)))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<KustoQuery> InDocument(string file)
    {
        string text = Read(file);
        string name = Path.GetRelativePath(RepositoryFolder.Path, file).Replace('\\', '/');
        return Block().Matches(text)
            .Select(block => block.Groups["query"])
            .Select(query => new KustoQuery(name, text.AsSpan(0, query.Index).Count('\n') + 1, query.Value));
    }

    private static string Read(string file) => System.IO.File.ReadAllText(file).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^```(kusto|kql)\n(?<query>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
