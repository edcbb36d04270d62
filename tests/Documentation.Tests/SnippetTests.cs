using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Documentation.Tests;

/// <summary>The C# of the pages compiles, with the usual implicit usings and those that the snippet has.</summary>
[Trait("Category", "Slow")]
public sealed class SnippetTests
{
    private const string Implicit = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What a snippet may take from the program around it.
    private const string Around = """
        partial class Program
        {
            private static readonly Microsoft.Extensions.DependencyInjection.IServiceCollection services = null!;
            private static readonly Microsoft.Extensions.Configuration.IConfiguration configuration = null!;
        }
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(
            file => MetadataReference.CreateFromFile(file)),
    ];

    public static TheoryData<string, int> Snippets
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (Block block in Block.Pages.SelectMany(Block.In).Where(block => block.Language == "csharp"))
            {
                data.Add(block.Page, block.Line);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_compiles(string page, int line)
    {
        string snippet = Block.In(page).Single(block => block.Line == line).Text;
        CSharpParseOptions options = new(LanguageVersion.Latest);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Snippet",
            new[] { Implicit, Around, snippet }.Select(text => CSharpSyntaxTree.ParseText(text, options)),
            References,
            new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }
}
