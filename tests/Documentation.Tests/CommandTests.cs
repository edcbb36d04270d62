using System.Collections.Concurrent;
using System.Text.Json;

namespace Documentation.Tests;

/// <summary>
/// Runs the commands of the pages, all pages side by side. docs/cli.md's examples are compared with their output by Ocfl.Cli.Tests.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CommandTests(CommandTests.AllPages pages) : IClassFixture<CommandTests.AllPages>
{
    // "sh" is run; "console" is run by Ocfl.Cli.Tests; "csharp" is compiled by SnippetTests; "kusto" is checked by Infra.Tests.
    private static readonly string[] Languages = ["sh", "console", "csharp", "json", "kusto", "mermaid", "text"];

    /// <summary>The pages with commands that are run.</summary>
    public static TheoryData<string> PagesWithCommands => [.. Block.Pages.Where(page => Commands(page).Count > 0)];

    [Fact]
    public void Every_block_says_what_it_is() => Assert.All(
        Block.Pages.SelectMany(Block.In),
        block => Assert.True(
            Languages.Contains(block.Language),
            $"{block.Page}:{block.Line}: '{block.Language}' is none of {string.Join(", ", Languages)}."));

    [Fact]
    public void Every_reason_not_to_run_a_command_is_needed() => Assert.Empty(
        NotRunHere.Unneeded([.. Block.Pages.SelectMany(Block.In)
            .Where(block => block.Language == "sh")
            .SelectMany(block => block.Statements())
            .Select(statement => statement.Text)]));

    [Fact]
    public void Json_can_be_read() =>
        Assert.All(
            Block.Pages.SelectMany(Block.In).Where(block => block.Language == "json"), block => JsonDocument.Parse(block.Text).Dispose());

    [ShellTheory]
    [MemberData(nameof(PagesWithCommands))]
    public async Task The_commands_of_a_page_work(string page) => await pages.RunAsync(page);

    private static IReadOnlyList<Statement> Commands(string page) =>
    [
        .. Block.In(page).Where(block => block.Language == "sh")
            .SelectMany(block => block.Statements())
            .Where(statement => NotRunHere.Reason(statement.Text) is null),
    ];

    /// <summary>The runs of all pages, begun together.</summary>
    public sealed class AllPages : IDisposable
    {
        private readonly SemaphoreSlim _places = new(4);
        private readonly ConcurrentDictionary<string, Lazy<Task>> _runs = new(StringComparer.Ordinal);

        public AllPages()
        {
            foreach (string page in OperatingSystem.IsWindows() ? [] : Block.Pages.Where(page => Commands(page).Count > 0))
            {
                _ = _runs.GetOrAdd(page, _ => new(() => Task.Run(() => RunPageAsync(page)))).Value;
            }
        }

        public Task RunAsync(string page) => _runs[page].Value;

        public void Dispose() => _places.Dispose();

        private async Task RunPageAsync(string page)
        {
            await _places.WaitAsync();
            try
            {
                using PageRun run = new(runsProjects: page == "README.md");
                Scene scene = Scene.Of(page);
                await run.RunAsync([.. scene.Before, .. Commands(page).Select(scene.Adapt), .. scene.After]);
            }
            finally
            {
                _places.Release();
            }
        }
    }
}
