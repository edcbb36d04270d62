using System.Text.Json;
using Ocfl.Testing.Node;
using Xunit.Abstractions;

namespace Browser;

/// <summary>The page in Chromium, on the service in this process. Each scenario is a script in <c>scenarios</c>.</summary>
public sealed class PageTests(ITestOutputHelper output)
{
    private const string Key = "a-key-of-the-tests-that-is-long-enough";

    /// <summary>Every view at 320 and 1,280 px, light and dark: axe, what is too wide, a picture.</summary>
    [ChromiumFact]
    public Task Every_view_can_be_used_by_everyone() => RunAsync("looks");

    /// <summary>From files on this computer to a checked object, with the mouse and with the keyboard alone.</summary>
    [ChromiumTheory]
    [InlineData("mouse")]
    [InlineData("keyboard")]
    public Task Files_become_a_version_that_is_looked_at_and_checked(string by) => RunAsync($"journey-{by}");

    /// <summary>Retry, cancel, pause, resume, restore, purge; each that destroys asks before.</summary>
    [ChromiumFact]
    public Task Actions_act_and_ask_before_they_destroy() => RunAsync("actions");

    /// <summary>An audit finds a damaged object and closes the finding; maintenance counts, asks and runs.</summary>
    [ChromiumFact]
    public Task Audits_and_maintenance_are_watched_and_run() => RunAsync("care", "--Ocfl:Audits:RecheckDelay=00:00:00");

    /// <summary>A slow line that breaks in the middle of an upload, and a service that is gone for a while.</summary>
    [ChromiumFact]
    public Task Nothing_is_lost_on_a_line_that_breaks() => RunAsync("line");

    /// <summary>Server-sent events, over streams that end.</summary>
    [ChromiumFact]
    public Task Events_are_shown_as_they_come() => RunAsync("events");

    /// <summary>Names with markup, controls and directions are text.</summary>
    [ChromiumFact]
    public Task Hostile_names_are_text() => RunAsync("hostile");

    /// <summary>10,000 updates, and an object of 50,000 files, whose list scrolls without jank.</summary>
    [ChromiumFact]
    public Task Long_lists_page_and_scroll() => RunAsync("many");

    /// <summary>A wrong key, a right one, one that may only read.</summary>
    [ChromiumFact]
    public Task A_key_is_asked_for_and_kept() => RunAsync("key", $"--Ocfl:Http:ApiKey={Key}");

    private async Task RunAsync(string scenario, params string[] settings)
    {
        await using PageService service = await PageService.StartAsync(settings);
        Answer answer = await new Parser("run.js", folder: "Browser").AskAsync<Answer>(new
        {
            scenario,
            address = service.Address,
            folder = service.Folder,
            chromium = ChromiumFactAttribute.Find(),
            shots = PageService.Shots,
            key = Key,
        });
        output.WriteLine(answer.Notes.ToString());
    }

    private sealed record Answer(JsonElement Notes);
}
