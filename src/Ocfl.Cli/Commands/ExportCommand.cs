using System.CommandLine;
using Ocfl.Cli.Service;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl export</c></summary>
internal static class ExportCommand
{
    private const string Destination = "DESTINATION";

    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Argument<string> destination = new(Destination)
        {
            Description = "The folder to write to, created if it does not exist; with another --format the file of the archive, or - for "
                + "the output.",
        };
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> version = Arguments.Version();
        Option<string[]> paths = Arguments.Paths("Only these files");
        Option<string> format = new("--format", "-f")
        {
            Description = "folder, tar, zip or bag (a BagIt 1.0 bag in a tar archive); folder unless given.",
            HelpName = "FORMAT",
        };
        format.CompletionSources.Add("folder", "tar", "zip", "bag");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace existing files that have other content." };
        Option<bool> json = Arguments.Json();
        Command command = new(
            "export",
            "Write a version's files to a folder, or as an archive, and verify each. An export to a folder that was stopped can be run again "
                + "and keeps the files it has written.")
        {
            root, destination, id, search, version, paths, format, overwrite, json, ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string target = parsed.GetValue(destination)!;
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            OcflVersion found = ObjectLookup.FindVersion(opened, parsed.GetValue(version));
            OcflVersion selected = FileSelection.Select("--path", parsed.GetValue(paths), found);
            string form = parsed.GetValue(format) ?? "folder";
            if (form == "folder")
            {
                await ExportAsync(
                    terminal, opened, selected, target, parsed.GetValue(overwrite), parsed.GetValue(json), cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                await new ArchiveExport(terminal, opened, selected, form).WriteAsync(
                    target, parsed.GetValue(overwrite), parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            }

            return ObjectLookup.Conclude(terminal, opened, parsed.GetValue(version));
        });
        return new ToolCommand(
            command,
            [
                "ocfl export archive --id urn:example:1 copy",
                "ocfl export archive --id urn:example:1 --version v1 --overwrite copy",
                "ocfl export archive --id urn:example:1 --path chapters --format zip chapters.zip",
                "ocfl export archive --id urn:example:1 --format tar - | tar -tf -",
                "ocfl export archive --id urn:example:1 --format bag thesis.tar",
            ]);
    }

    private static async Task ExportAsync(
        Terminal terminal,
        OcflObject opened,
        OcflVersion version,
        string folder,
        bool overwrite,
        bool isJson,
        CancellationToken cancellationToken)
    {
        FolderPlace.RequireApart(Destination, folder, opened.Storage);
        ExportProgress done;
        ProgressMeter meter = new(terminal, $"of {version.Description.State.PathCount} files");
        await using (meter.ConfigureAwait(false))
        {
            meter.FindTotal(async token => (await FileSizes.SumAsync(opened, version, token).ConfigureAwait(false)).Bytes);
            ExportOptions options = new() { Overwrite = overwrite, Progress = new Reporter(meter) };
            try
            {
                done = await VersionExport.RunAsync(opened, version, folder, options, cancellationToken).ConfigureAwait(false);
            }
            catch (ExportException exception)
            {
                throw new ToolException(Destination, folder, exception.Message.TrimEnd('.'));
            }
        }

        Report(terminal, new ExportLine(opened.Id, version.Number.ToString(), folder, done.Files, done.Bytes, done.Kept), isJson);
    }

    private static void Report(Terminal terminal, ExportLine line, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.ExportLine);
            return;
        }

        string kept = line.Kept == 0 ? "" : $", {line.Kept} of them there before";
        terminal.WriteLine($"{line.Version} of {Terminal.Show(line.Id)}: {line.Files} files in {Terminal.Show(line.Folder)}{kept}");
    }

    private sealed class Reporter(ProgressMeter meter) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => meter.Set(value.Files, value.Bytes);
    }
}
