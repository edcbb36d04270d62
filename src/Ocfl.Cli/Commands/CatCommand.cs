using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl cat</c></summary>
internal static class CatCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Argument<string> path = new("PATH")
        {
            Description = "The file's path in the version; or a directory or a glob, whose files are written one after the other, by path.",
        };
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> version = Arguments.Version();
        Option<string> offset = new("--offset") { Description = "The first byte to write, from 0.", HelpName = "BYTES" };
        Option<string> length = new("--length") { Description = "How many bytes to write at most.", HelpName = "BYTES" };
        Command command = new("cat", "Write files of a version to the output. The whole of a file is verified on the way.")
        {
            root,
            path,
            id,
            search,
            version,
            offset,
            length,
            ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ContentReadOptions options = CreateOptions(parsed.GetValue(offset), parsed.GetValue(length));
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            OcflVersion found = ObjectLookup.FindVersion(opened, parsed.GetValue(version));
            OcflVersion selected = FileSelection.Select("PATH", [parsed.GetValue(path)!], found);
            if (!options.Verify && selected.Description.State.PathCount > 1)
            {
                throw new ToolException("PATH", parsed.GetValue(path)!, "must be one file with --offset or --length");
            }

            foreach ((_, string digest) in new SortedPaths(selected.Description.State).StartingWith(""))
            {
                await WriteAsync(terminal, opened, digest, options, cancellationToken).ConfigureAwait(false);
            }

            return ObjectLookup.Conclude(terminal, opened, parsed.GetValue(version));
        });
        return new ToolCommand(command, [
            "ocfl cat archive --id urn:example:1 chapters/1.txt",
            "ocfl cat archive --id urn:example:1 --version v1 'chapters/*.txt'",
            "ocfl cat archive --id urn:example:1 film.mp4 --offset 1000 --length 500",
        ]);
    }

    private static ContentReadOptions CreateOptions(string? offset, string? length) => new()
    {
        Offset = offset is null ? 0 : ParseBytes("--offset", offset),
        Length = length is null ? null : ParseBytes("--length", length),
        Verify = offset is null && length is null,
    };

    private static long ParseBytes(string option, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new ToolException(option, text, "must be a number of bytes, 0 or more");

    private static async Task WriteAsync(
        Terminal terminal, OcflObject opened, string digest, ContentReadOptions options, CancellationToken cancellationToken)
    {
        ContentReader reader = await opened.OpenContentAsync(digest, options, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.Content.CopyToAsync(terminal.Output, cancellationToken).ConfigureAwait(false);
            await terminal.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
