using System.Text;
using System.Text.RegularExpressions;
using Ocfl.Azurite;
using Ocfl.Testing.Azurite;

namespace Ocfl.Cli.Tests;

/// <summary>Runs the examples of docs/cli.md in order, and compares what comes out with what the page says.</summary>
[Trait("Category", "Slow")]
public sealed partial class DocumentationTests : IDisposable
{
    // Where Azurite is unless it is started otherwise.
    private const string Emulator = "http://127.0.0.1:10000/devstoreaccount1";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task The_examples_of_the_page_come_out_as_it_says()
    {
        string page = await File.ReadAllTextAsync(FindPage());
        string[] blocks = [.. Blocks().Matches(page).Select(match => match.Groups[1].Value)];
        string[] commands = [.. blocks.SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("$ ", StringComparison.Ordinal))
            .Select(line => line[2..])];
        Assert.True(commands.Length > 20, "The page has few examples: has its form changed?");

        AzuriteServer azurite = await SharedAzurite.GetAsync();
        string endpoint = azurite.BlobEndpoint.AbsoluteUri.TrimEnd('/');
        _tool.Variables["AZURE_STORAGE_CONNECTION_STRING"] = azurite.ConnectionString;
        StringBuilder actual = new();
        foreach (string command in commands)
        {
            string here = command.Replace(Emulator, endpoint, StringComparison.Ordinal);
            actual.Append("$ ").Append(command).Append('\n').Append(await RunAsync(here));
        }

        Assert.Equal(
            Normalise(string.Concat(blocks)),
            Normalise(actual.ToString()
                .Replace(_tool.Folder, "/srv", StringComparison.Ordinal)
                .Replace(endpoint, Emulator, StringComparison.Ordinal)));
    }

    private async Task<string> RunAsync(string command)
    {
        string script = $"ocfl() {{ dotnet exec \"$OCFL_PROGRAM\" \"$@\"; }}\n{command}";
        ToolResult result = await _tool.StartAsync(
            "sh", ["-c", script], new Dictionary<string, string> { ["OCFL_PROGRAM"] = Tool.Program, ["LC_ALL"] = "C" });
        return result.Output + result.Error + (result.Code == 0 ? "" : $"[{result.Code}]\n");
    }

    /// <summary>Without what is different each time.</summary>
    private static string Normalise(string text) => Times().Replace(text, "TIME");

    private static string FindPage()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string page = Path.Combine(folder.FullName, "docs", "cli.md");
            if (File.Exists(page))
            {
                return page;
            }
        }

        throw new FileNotFoundException("docs/cli.md is in no folder above the tests.");
    }

    [GeneratedRegex("^```console\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT[0-9:.]+Z")]
    private static partial Regex Times();
}
