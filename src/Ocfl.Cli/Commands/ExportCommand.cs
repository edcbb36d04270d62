using System.CommandLine;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl export</c></summary>
internal static class ExportCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Argument<string> folder = new("FOLDER") { Description = "The destination; created if it does not exist." };
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> version = Arguments.Version();
        Option<bool> overwrite = new("--overwrite") { Description = "Replace existing files that have other content." };
        Option<bool> json = Arguments.Json();
        Command command = new(
            "export", "Write a version's files to a folder and verify each. A stopped export can be run again and keeps the files it has written.")
        {
            root, folder, id, search, version, overwrite, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            OcflVersion found = ObjectLookup.FindVersion(opened, parsed.GetValue(version));
            RootFolder.RequireApart("FOLDER", parsed.GetValue(folder)!, opened.Storage);
            ExportProgress done = await RunAsync(
                terminal, opened, found, parsed.GetValue(folder)!, parsed.GetValue(overwrite), cancellationToken).ConfigureAwait(false);
            Report(terminal, new ExportLine(
                opened.Id, found.Number.ToString(), parsed.GetValue(folder)!, done.Files, done.Bytes, done.Kept), parsed.GetValue(json));
            return ObjectLookup.Conclude(terminal, opened, parsed.GetValue(version));
        });
        return new ToolCommand(
            command,
            ["ocfl export archive --id urn:example:1 copy", "ocfl export archive --id urn:example:1 --version v1 --overwrite copy"]);
    }

    private static async Task<ExportProgress> RunAsync(
        Terminal terminal, OcflObject opened, OcflVersion version, string folder, bool overwrite, CancellationToken cancellationToken)
    {
        using ProgressLine line = new(terminal);
        ExportOptions options = new() { Overwrite = overwrite, Progress = new Reporter(line) };
        try
        {
            return await VersionExport.RunAsync(opened, version, folder, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ExportException exception)
        {
            throw new ToolException("FOLDER", folder, exception.Message.TrimEnd('.'));
        }
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

    private sealed class Reporter(ProgressLine line) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) =>
            line.Report(() => $"{value.Files} of {value.TotalFiles} files, {ProgressLine.Bytes(value.Bytes)}");
    }
}
