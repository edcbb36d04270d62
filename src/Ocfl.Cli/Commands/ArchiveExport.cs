using System.Globalization;
using Ocfl.Archives;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary>Writes files of a version as an archive, to a file or to the output.</summary>
internal sealed class ArchiveExport(Terminal terminal, OcflObject source, OcflVersion version, string form)
{
    private const string Destination = "DESTINATION";
    private const string Output = "-";

    private readonly ArchiveFormat _format = Arguments.ParseWord(
        "--format", form, ("tar", ArchiveFormat.Tar), ("zip", ArchiveFormat.Zip), ("bag", ArchiveFormat.Bag));

    /// <summary>Writes the archive. A file gets its name when the archive is complete.</summary>
    public async Task WriteAsync(string target, bool overwrite, bool isJson, CancellationToken cancellationToken)
    {
        if (target != Output)
        {
            long bytes = await WriteFileAsync(target, overwrite, cancellationToken).ConfigureAwait(false);
            Report(new ArchiveLine(source.Id, version.Number.ToString(), target, form, version.Description.State.PathCount, bytes), isJson);
            return;
        }

        if (isJson)
        {
            throw new ToolException(Destination, target, "is the output, which has the archive; --json is for an archive in a file");
        }

        if (terminal.OutputIsTerminal)
        {
            throw new ToolException(Destination, target, "is a terminal; send the archive to a file or to a program");
        }

        VersionArchive archive = Prepare(VersionArchive.NameOf(source.Id, version.Number));
        await WriteAsync(archive, terminal.Output, cancellationToken).ConfigureAwait(false);
        await terminal.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> WriteFileAsync(string target, bool overwrite, CancellationToken cancellationToken)
    {
        string path = FolderPlace.GetFullPath(Destination, target);
        FolderPlace.RequireApart(Destination, target, source.Storage);
        if (Directory.Exists(path))
        {
            throw new ToolException(Destination, target, "must be a file, and is a folder");
        }

        if (File.Exists(path) && !overwrite)
        {
            throw new ToolException(Destination, target, "is there already; --overwrite replaces it");
        }

        VersionArchive archive = Prepare(NameOf(path));
        string part = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.part");
        try
        {
            long bytes;
            FileStream file = new(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await WriteAsync(archive, file, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                bytes = file.Length;
            }

            File.Move(part, path, overwrite);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(Destination, target, "cannot be written: " + failure.Message.TrimEnd('.'));
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }

    private async Task WriteAsync(VersionArchive archive, Stream output, CancellationToken cancellationToken)
    {
        ProgressMeter meter = new(terminal, items: null);
        await using (meter.ConfigureAwait(false))
        {
            CountingStream counting = new(output, meter.Add);
            await using (counting.ConfigureAwait(false))
            {
                await archive.WriteAsync(counting, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private VersionArchive Prepare(string bagName)
    {
        ArchiveOptions options = new()
        {
            Format = _format,
            BagName = bagName,
            Agent = "ocfl",
            BaggingDate = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        };
        try
        {
            return new VersionArchive(source, version, options);
        }
        catch (ArchiveNameException unsafePath)
        {
            throw new ToolException("--format", form, unsafePath.Message.TrimEnd('.'));
        }
    }

    // A bag's own directory is called as its file.
    private string NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name.Trim('.').Length > 0 ? name : VersionArchive.NameOf(source.Id, version.Number);
    }

    private void Report(ArchiveLine line, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.ArchiveLine);
            return;
        }

        terminal.WriteLine($"{line.Version} of {Terminal.Show(line.Id)}: {line.Files} files, {ProgressLine.Bytes(line.Bytes)}, in "
            + Terminal.Show(line.File));
    }
}
