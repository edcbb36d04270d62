using System.CommandLine;
using Ocfl.Imports;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl import</c></summary>
internal sealed class ImportCommand
{
    private readonly Argument<string> _root = Arguments.Root();

    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description = "Where the objects are: a storage root, a folder with objects in or below it, or the root of one object.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _ids = new("--id")
    {
        Description = "Import the object with this id; may be given more than once. All objects of SOURCE unless given.",
        HelpName = "ID",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Validate the objects in SOURCE and list what would be imported, and change nothing.",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show only objects that are not in ROOT at the end." };
    private readonly Option<string> _jobs = Arguments.Jobs("How many objects are imported at once");
    private readonly Option<string> _pending = Arguments.Pending();
    private readonly Option<bool> _json = Arguments.Json();

    private ImportCommand()
    {
    }

    public static ToolCommand Create(Terminal terminal)
    {
        ImportCommand options = new();
        Command command = new(
            "import",
            "Copy OCFL objects with all their versions, byte by byte, into a storage root. Each is validated before it counts, and is put "
                + "where the layout of ROOT puts it. Running it again imports what is missing.")
        {
            options._root,
            options._sources,
            options._ids,
            options._dryRun,
            options._quiet,
            options._jobs,
            options._pending,
            options._json,
        };
        command.SetAction((parsed, cancellationToken) => options.RunAsync(terminal, parsed, cancellationToken));
        return new ToolCommand(command,
        [
            "ocfl import archive old-archive",
            "ocfl import archive old-archive --id urn:example:1 --id urn:example:2",
            "ocfl import archive delivery --dry-run",
            "ocfl import archive delivery/object-01 delivery/object-02 --jobs 4 --json",
        ]);
    }

    private async Task<int> RunAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        string[]? ids = parsed.GetValue(_ids) is { Length: > 0 } given ? given : null;
        Array.ForEach(ids ?? [], ObjectLookup.RequireId);
        bool isDryRun = parsed.GetValue(_dryRun);
        ImportOutput output = new(terminal, parsed.GetValue(_json), parsed.GetValue(_quiet), isDryRun);
        int jobs = Arguments.ParseJobs(parsed.GetValue(_jobs));
        WritableRoot root = await Place.OpenRootToWriteAsync(
            parsed.GetValue(_root)!, parsed.GetValue(_pending), cancellationToken).ConfigureAwait(false);
        if (root.Root.Layout is null)
        {
            throw new ToolException(
                Place.RootArgument, parsed.GetValue(_root)!, $"has no place for a new object, since {root.Root.LayoutProblem}");
        }

        List<(Place Place, OpenedSource Source)> sources = [];
        try
        {
            foreach (string name in parsed.GetValue(_sources)!)
            {
                Place place = Place.Find("SOURCE", name);
                OpenedSource source = await place.OpenSourceAsync(
                    root.Root.Storage, root.Work, cancellationToken).ConfigureAwait(false);
                sources.Add((place, source));
                if (source.File is not null)
                {
                    throw place.Fault("must be a folder, and is a file");
                }
            }

            ProgressMeter meter = new(terminal, "objects");
            await using (meter.ConfigureAwait(false))
            {
                ObjectImportOptions how = new() { Jobs = jobs, IsDryRun = isDryRun, OnRead = meter.Add };
                using ObjectImporter importer = await ObjectImporter.CreateAsync(
                    root.Root, how, cancellationToken).ConfigureAwait(false);
                await ImportAsync(importer, sources, ids, output, meter, cancellationToken).ConfigureAwait(false);
            }

            output.WriteTotal();
            return output.ExitCode;
        }
        finally
        {
            sources.ForEach(source => source.Source.Dispose());
        }
    }

    private static async Task ImportAsync(
        ObjectImporter importer,
        List<(Place Place, OpenedSource Source)> sources,
        string[]? ids,
        ImportOutput output,
        ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        HashSet<string> missing = (ids ?? []).ToHashSet(StringComparer.Ordinal);
        foreach ((Place place, OpenedSource source) in sources)
        {
            long before = output.Objects;
            SourceObjects objects = new(source.Storage);
            string[]? wanted = ids is null ? null : [.. missing];
            if (wanted is { Length: 0 })
            {
                break;
            }

            await foreach (ObjectImportResult result in importer.ImportAllAsync(objects, wanted, cancellationToken).ConfigureAwait(false))
            {
                if (result.Outcome != ObjectImportOutcome.NotFound)
                {
                    missing.Remove(result.ObjectId ?? "");
                    output.Report(Name(place, result.SourcePath), result);
                    meter.AddItems();
                }
            }

            if (ids is null && output.Objects == before)
            {
                throw place.Fault("has no OCFL object; if it is a share, check that it is mounted");
            }
        }

        foreach (string id in missing)
        {
            output.Report(source: null, new ObjectImportResult(ObjectImportOutcome.NotFound, SourcePath: null)
            {
                ObjectId = id,
                Reason = "SOURCE has no object of this id.",
            });
        }
    }

    private static string? Name(Place place, string? path) =>
        path is null ? null : path.Length == 0 ? place.Text : place.Combine(path);
}
