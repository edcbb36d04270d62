using System.Globalization;
using System.Runtime.CompilerServices;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli.Commands;

/// <summary>Which files are listed.</summary>
internal sealed record FileListRequest(
    string Root, string Id, bool Search, string? Version, IReadOnlyList<string> Paths, bool IsOneDirectory);

/// <summary>
/// Lists the files of a version, or what is directly in a directory of it. In the order of names a line is written as soon as it is known;
/// other orders hold all lines.
/// </summary>
internal sealed class FileList(Terminal terminal, ListView view)
{
    private long _missing;
    private string? _firstMissing;

    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(FileListRequest request, CancellationToken cancellationToken)
    {
        OcflObject opened = await ObjectLookup.OpenObjectAsync(
            request.Root, request.Id, request.Search, cancellationToken).ConfigureAwait(false);
        OcflVersion found = ObjectLookup.FindVersion(opened, request.Version);
        string? directory = request.IsOneDirectory ? RequireDirectory(request.Paths) : null;
        OcflVersion selected = directory is "" ? found : FileSelection.Select("--path", request.Paths, found);
        SortedPaths files = new(selected.Description.State);
        FileVersions? versions = view.IsLong || view.Sort is ListOrder.Date or ListOrder.Version
            ? new FileVersions(opened, found, files)
            : null;
        IAsyncEnumerable<Entry> entries = ReadAsync(opened, files, versions, cancellationToken);
        if (directory is not null)
        {
            entries = GroupAsync(entries, directory.Length == 0 ? "" : directory.TrimEnd('/') + "/", cancellationToken);
        }

        if (view.Sort is not (null or ListOrder.Name) || view.IsReversed)
        {
            List<Entry> all = await entries.ToListAsync(cancellationToken).ConfigureAwait(false);
            entries = view.Order(all, entry => entry.Path, entry => (
                entry.Bytes ?? -1, CreatedOf(opened, entry)?.Value, entry.Version ?? 0)).ToAsyncEnumerable();
        }

        await foreach (Entry entry in entries.ConfigureAwait(false))
        {
            Write(opened, entry);
        }

        if (_missing > 0)
        {
            terminal.WriteError($"--id '{opened.Id}': {_missing} files have no content where the inventory says, such as "
                + $"'{_firstMissing}': validate the object");
            return ExitCode.Failure;
        }

        return ObjectLookup.Conclude(terminal, opened, request.Version);
    }

    private static string RequireDirectory(IReadOnlyList<string> paths) => paths switch
    {
        [] => "",
        [string one] => one,
        [_, string second, ..] => throw new ToolException("--path", second, "only one directory can be listed with --directories"),
    };

    private async IAsyncEnumerable<Entry> ReadAsync(
        OcflObject opened, SortedPaths files, FileVersions? versions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Text without sizes needs no look at the content.
        if (!view.IsLong && !view.IsJson && view.Sort != ListOrder.Size)
        {
            int index = 0;
            foreach ((string path, string digest) in files.StartingWith(""))
            {
                yield return new Entry(path, digest, Bytes: null, versions?[index]);
                index++;
            }

            yield break;
        }

        await foreach (SizedFile file in FileSizes.ReadAsync(opened, files.StartingWith(""), cancellationToken).ConfigureAwait(false))
        {
            if (file.Bytes is null)
            {
                _firstMissing ??= file.Path;
                _missing++;
            }

            yield return new Entry(file.Path, file.Digest, file.Bytes, versions?[file.Index]);
        }
    }

    // The files of a directory follow each other in the order of paths.
    private static async IAsyncEnumerable<Entry> GroupAsync(
        IAsyncEnumerable<Entry> files, string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Entry? group = null;
        await foreach (Entry file in files.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!file.Path.StartsWith(directory, StringComparison.Ordinal))
            {
                throw new ToolException("--path", directory.TrimEnd('/'), "is not a directory");
            }

            int slash = file.Path.IndexOf('/', directory.Length);
            string path = slash < 0 ? file.Path : file.Path[..(slash + 1)];
            if (group is not null && group.Path != path)
            {
                yield return group;
                group = null;
            }

            if (slash < 0)
            {
                yield return file;
                continue;
            }

            group = group is null
                ? new Entry(path, Digest: null, file.Bytes ?? 0, file.Version) { Files = 1 }
                : group with
                {
                    Files = group.Files + 1,
                    Bytes = group.Bytes + (file.Bytes ?? 0),
                    Version = Math.Max(group.Version ?? 0, file.Version ?? 0),
                };
        }

        if (group is not null)
        {
            yield return group;
        }
    }

    private void Write(OcflObject opened, Entry entry)
    {
        string? version = view.IsLong ? opened.Versions[entry.Version!.Value - 1].Number.ToString() : null;
        string? created = view.IsLong ? CreatedOf(opened, entry)!.Value.Text : null;
        string contentPath = (view.IsJson || view.HasPhysicalPaths)
            && entry.Digest is { } digest
            && opened.CurrentInventory.Manifest.TryGetPaths(digest, out IReadOnlyList<string>? paths) ? paths[0] : "";
        string physical = view.HasPhysicalPaths ? StoragePath.Combine(opened.Root, contentPath) : "";
        if (!view.IsJson)
        {
            string columns = view.IsLong
                ? string.Create(CultureInfo.InvariantCulture, $"{entry.Bytes?.ToString(CultureInfo.InvariantCulture) ?? "?"}\t{version}\t")
                    + $"{Terminal.Show(created!)}\t"
                : "";
            terminal.WriteLine(
                columns
                + (view.HasDigests ? (entry.Digest ?? "") + "\t" : "")
                + Terminal.Show(entry.Path)
                + (view.HasPhysicalPaths && entry.Digest is not null ? "\t" + Terminal.Show(physical) : ""));
        }
        else if (entry.Digest is null)
        {
            terminal.WriteJson(
                new DirectoryLine(entry.Path, entry.Files, entry.Bytes ?? 0) { Version = version, Created = created },
                JsonLines.Plain.DirectoryLine);
        }
        else
        {
            FileLine line = new(entry.Path, entry.Digest, contentPath, entry.Bytes)
            {
                Version = version,
                Created = created,
                PhysicalPath = view.HasPhysicalPaths ? physical : null,
            };
            terminal.WriteJson(line, JsonLines.Plain.FileLine);
        }
    }

    private static InventoryTimestamp? CreatedOf(OcflObject opened, Entry entry) =>
        entry.Version is { } number ? opened.Versions[number - 1].Description.Created : null;

    /// <summary>A file, or a directory, which has no digest.</summary>
    private sealed record Entry(string Path, string? Digest, long? Bytes, int? Version)
    {
        /// <summary>How many files a directory has.</summary>
        public long Files { get; init; }
    }
}
