using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Ocfl.Inventories;

namespace Ocfl.Cli;

/// <summary>Arguments and options that many commands have.</summary>
internal static class Arguments
{
    private const int MostJobs = 1024;

    public static Argument<string> Root()
    {
        Argument<string> root = new(Place.RootArgument)
        {
            Description = "The folder of the storage root, or its URL on Azure Blob Storage, or @NAME for one that 'ocfl config' names, "
                + "or @ for the default one. It may be left out if there is a default one and the number of the other arguments is fixed.",
        };
        root.CompletionSources.Add(CompleteRoot);
        return root;
    }

    private static IEnumerable<string> CompleteRoot(CompletionContext context) =>
        context.WordToComplete is ['@', ..] ? Settings.ListRootNames() : [];

    public static Option<string> Id(bool isRequired = true) =>
        new("--id") { Description = "The object's id.", HelpName = "ID", Required = isRequired };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object a line, for scripts." };

    public static Option<string> Version(
        string name = "--version", string description = "The version, such as v2; the newest unless given.") =>
        new(name) { Description = description, HelpName = "VERSION" };

    /// <summary>Files of a version (<see cref="PathPattern"/>).</summary>
    public static Option<string[]> Paths(string what) => new("--path")
    {
        Description = what + ": a file, a directory with all that is in it, or a glob with * and ? in names and ** for any directories; may "
            + "be given more than once.",
        HelpName = "PATH",
    };

    /// <summary>The option of the commands that write to a storage root.</summary>
    public static Option<string> Pending() => new("--pending")
    {
        Description = "The folder where versions are assembled before they are committed, on the same mount as ROOT, or for blobs a URL in "
            + "the same account; unless given, ROOT.pending, or a folder in ROOT's extensions if that is not possible.",
        HelpName = "DIR",
    };

    /// <summary>Whether the whole root is searched for an object that is not in its place.</summary>
    public static Option<bool> Search(string description =
        "If the object is not at the place that the layout gives it, search the whole storage root for it, by the ids of all "
            + "objects.") =>
        new("--search") { Description = description };

    /// <summary>How much is done at once.</summary>
    public static Option<string> Jobs(string what) =>
        new("--jobs", "-j") { Description = what + "; one for each processor unless given.", HelpName = "NUMBER" };

    /// <summary>The value of <see cref="Jobs"/>.</summary>
    public static int ParseJobs(string? text) =>
        text is null ? Environment.ProcessorCount
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int jobs) && jobs is > 0 and <= MostJobs ? jobs
        : throw new ToolException("--jobs", text, string.Create(CultureInfo.InvariantCulture, $"must be a number from 1 to {MostJobs}"));

    /// <summary>The value of <c>--address</c>; null if it was not given.</summary>
    public static string? ParseAddress(string? text) =>
        text is null || UriSyntax.IsUri(text) ? text
        : throw new ToolException("--address", text, "must be a URI, such as mailto:ann@example.org");

    /// <summary>The value of an option that is one of a few words.</summary>
    public static T ParseWord<T>(string option, string text, params ReadOnlySpan<(string Word, T Value)> words)
    {
        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        string others = string.Join(", ", words[..^1].ToArray().Select(word => word.Word));
        throw new ToolException(option, text, $"must be {others} or {words[^1].Word}");
    }
}
