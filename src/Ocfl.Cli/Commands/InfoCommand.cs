using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl info</c></summary>
internal static class InfoCommand
{
    private const string Extensions = "extensions";

    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id(isRequired: false);
        Option<bool> search = Arguments.Search();
        Option<bool> sizes = new("--sizes")
        {
            Description = "Of a storage root: also how many versions, files and bytes its objects have, for which all inventories are read.",
        };
        Option<bool> json = Arguments.Json();
        Command command = new("info", "Show a storage root with its layout, extensions and number of objects, or an object as a whole.")
        {
            root, id, search, sizes, json, ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(id) is not { } objectId)
            {
                return parsed.GetValue(search)
                    ? throw new ToolException("--search needs an --id")
                    : await ShowRootAsync(
                        terminal,
                        parsed.GetValue(root)!,
                        parsed.GetValue(sizes),
                        parsed.GetValue(json),
                        cancellationToken).ConfigureAwait(false);
            }

            if (parsed.GetValue(sizes))
            {
                throw new ToolException("--sizes is of a storage root; the sizes of an object are always shown");
            }

            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, objectId, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            ObjectInfoLine line = await DescribeAsync(opened, cancellationToken).ConfigureAwait(false);
            Write(terminal, line, parsed.GetValue(json));
            return ObjectLookup.Conclude(terminal, opened, [null]);
        });
        return new ToolCommand(
            command, ["ocfl info archive", "ocfl info archive --sizes --json", "ocfl info archive --id urn:example:1"]);
    }

    private static async Task<int> ShowRootAsync(
        Terminal terminal, string folder, bool hasSizes, bool isJson, CancellationToken cancellationToken)
    {
        RootInfoLine line;
        ListedObjects objects;
        if (ServiceAddress.Find(folder) is { } address)
        {
            line = await DescribeServiceAsync(address, cancellationToken).ConfigureAwait(false);
            objects = await ListedObjects.OpenAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            StorageRoot root = await Place.OpenRootAsync(folder, cancellationToken).ConfigureAwait(false);
            line = new RootInfoLine(
                root.Storage.Location,
                root.Specification.Name,
                root.LayoutName,
                root.LayoutProblem,
                root.Description,
                await ListExtensionsAsync(root.Storage, Extensions, cancellationToken).ConfigureAwait(false),
                Objects: 0,
                Problems: 0);
            objects = ListedObjects.Of(root, cancellationToken);
        }

        RootCount count = new(objects.MeasureAsync, hasSizes);
        using (ProgressLine progress = new(terminal))
        {
            await foreach (ObjectEntry entry in objects.Entries.ConfigureAwait(false))
            {
                if (await count.AddAsync(entry, cancellationToken).ConfigureAwait(false) is { } problem)
                {
                    terminal.WriteError(problem);
                }

                progress.Report(() => $"{count.Objects} objects");
            }
        }

        line = line with { Objects = count.Objects, Problems = count.Problems, Sizes = hasSizes ? count.Sizes : null };
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.RootInfoLine);
        }
        else
        {
            Write(terminal, line);
        }

        return count.Problems == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static void Write(Terminal terminal, RootInfoLine line) => terminal.WriteRows(
        [
            ("path", line.Path),
            ("OCFL", line.Specification),
            ("layout", line.LayoutProblem is { } problem ? $"{line.Layout ?? "none"}: {problem}" : line.Layout),
            ("description", line.Description),
            (Extensions, line.Extensions is { } found ? found.Count == 0 ? "none" : string.Join(", ", found) : null),
            ("objects", Number(line.Objects)),
            ("problems", line.Problems == 0 ? null : Number(line.Problems)),
            ("versions", line.Sizes is { } sizes ? Number(sizes.Versions) : null),
            ("files", line.Sizes is { } files ? $"{Number(files.Files)}, {Number(files.Bytes)} bytes in the newest versions" : null),
            ("stored", line.Sizes is { } stored ? $"{Number(stored.StoredFiles)} files, {Number(stored.StoredBytes)} bytes" : null),
        ]);

    private static async Task<ObjectInfoLine> DescribeAsync(OcflObject opened, CancellationToken cancellationToken)
    {
        (long bytes, _) = await FileSizes.SumAsync(opened, opened.Head, cancellationToken).ConfigureAwait(false);
        (long storedFiles, long storedBytes) = await RootCount.SumStoredAsync(opened, cancellationToken).ConfigureAwait(false);
        Inventory inventory = opened.CurrentInventory;
        return new ObjectInfoLine(
            opened.Id,
            opened.Root,
            (await opened.ReadDeclaredSpecificationAsync(cancellationToken).ConfigureAwait(false)).Name,
            inventory.DigestAlgorithm,
            inventory.EffectiveContentDirectory,
            [.. inventory.Fixity.Select(block => block.Key)],
            opened.Storage is ServiceObjectStorage
                ? null
                : await ListExtensionsAsync(
                    opened.Storage, StoragePath.Combine(opened.Root, Extensions), cancellationToken).ConfigureAwait(false),
            opened.Head.Number.ToString(),
            opened.Versions.Count,
            opened.Versions[0].Description.Created.Text,
            opened.Head.Description.Created.Text,
            opened.Head.Description.State.PathCount,
            bytes,
            storedFiles,
            storedBytes,
            opened.MutableHead is not null);
    }

    private static void Write(Terminal terminal, ObjectInfoLine line, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.ObjectInfoLine);
            return;
        }

        terminal.WriteRows(
            [
                ("id", line.Id),
                ("path", line.Path),
                ("OCFL", line.Specification),
                ("digests", line.DigestAlgorithm),
                ("content", line.ContentDirectory == Inventory.DefaultContentDirectory ? null : line.ContentDirectory),
                ("fixity", line.Fixity.Count == 0 ? null : string.Join(", ", line.Fixity)),
                (Extensions, line.Extensions is { Count: > 0 } found ? string.Join(", ", found) : null),
                ("versions", $"{line.Versions}, newest {line.Head}{(line.MutableHead ? " (mutable)" : "")}"),
                ("created", line.FirstCreated),
                ("changed", line.LastCreated),
                ("files", $"{line.Files}, {Number(line.Bytes)} bytes in {line.Head}"),
                ("stored", $"{Number(line.StoredFiles)} files, {Number(line.StoredBytes)} bytes"),
            ]);
    }

    // What the service does not say is null: its root's description and extensions.
    private static async Task<RootInfoLine> DescribeServiceAsync(string address, CancellationToken cancellationToken)
    {
        OcflFunctions.Contracts.ServiceVersion service = await ServiceConnection.Open(address).Client.GetVersionAsync(
            cancellationToken).ConfigureAwait(false);
        return new RootInfoLine(
            address,
            service.Specification
                ?? throw new ToolException($"the service at {address} cannot read its storage root now; 'ocfl service' shows why"),
            service.Layout,
            LayoutProblem: null,
            Description: null,
            Extensions: null,
            Objects: 0,
            Problems: 0);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<string>> ListExtensionsAsync(
        IStorage storage, string directory, CancellationToken cancellationToken) =>
        await storage.ListAsync(directory, recursive: false, cancellationToken)
            .Where(entry => entry.Kind == StorageEntryKind.Directory)
            .Select(entry => entry.Name)
            .Order(StringComparer.Ordinal)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
}
