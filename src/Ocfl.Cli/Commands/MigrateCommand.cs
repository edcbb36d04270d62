using System.CommandLine;
using System.Globalization;
using Ocfl.Imports;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl migrate</c></summary>
internal sealed class MigrateCommand
{
    private const string TargetArgument = "TARGET";

    private readonly Argument<string> _root = Arguments.Root();

    private readonly Argument<string> _target = new(TargetArgument)
    {
        Description = "The place of the new storage root: empty, not yet existing, or the root of a migration that was interrupted.",
    };

    private readonly Option<string> _layout = new("--layout")
    {
        Description = "Where objects are put: an extension's name or number. The layout of ROOT unless given.",
        HelpName = "LAYOUT",
    };

    private readonly Option<string> _configuration = new("--layout-config")
    {
        Description = "A file with the layout's parameters (its config.json); defaults unless given.",
        HelpName = "FILE",
    };

    private readonly Option<string> _specification = new("--spec")
    {
        Description = "The version of OCFL of the new storage root, not older than that of ROOT, which it is unless given.",
        HelpName = "VERSION",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show only objects that are not in TARGET at the end." };
    private readonly Option<string> _jobs = Arguments.Jobs("How many objects are copied, and then read, at once");
    private readonly Option<string> _pending = Arguments.Pending();
    private readonly Option<bool> _json = Arguments.Json();

    private MigrateCommand()
    {
    }

    public static ToolCommand Create(Terminal terminal)
    {
        MigrateCommand options = new();
        Command command = new(
            "migrate",
            "Copy a whole storage root to another place, also with another layout or a newer OCFL version. ROOT is not changed. Running it "
                + "again continues. At the end TARGET is validated and compared with ROOT.")
        {
            options._root,
            options._target,
            options._layout,
            options._configuration,
            options._specification,
            options._quiet,
            options._jobs,
            options._pending,
            options._json,
        };
        command.SetAction((parsed, cancellationToken) => options.RunAsync(terminal, parsed, cancellationToken));
        return new ToolCommand(command,
        [
            "ocfl migrate archive /mnt/new-archive",
            "ocfl migrate archive /mnt/new-archive --layout 0003 --spec 1.1",
            "ocfl migrate archive /mnt/new-archive --layout 0004 --layout-config sha256.json --jobs 8 --quiet",
        ]);
    }

    private async Task<int> RunAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        bool isJson = parsed.GetValue(_json);
        int jobs = Arguments.ParseJobs(parsed.GetValue(_jobs));
        Place from = Place.Find(Place.RootArgument, parsed.GetValue(_root)!);
        StorageRoot declared = await from.OpenRootAsync(
            await from.OpenAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Place to = FindTarget(parsed.GetValue(_target)!);
        RequireApart(from, to, declared.Storage);
        (StorageRoot target, IStorage work) = await OpenTargetAsync(parsed, declared, to, cancellationToken).ConfigureAwait(false);
        using OpenedSource source = await from.OpenSourceAsync(target.Storage, work, cancellationToken).ConfigureAwait(false);
        StorageRoot root = await from.OpenRootAsync(source.Storage, cancellationToken).ConfigureAwait(false);
        ImportOutput output = new(terminal, isJson, parsed.GetValue(_quiet), isDryRun: false);
        ProgressMeter meter = new(terminal, "objects copied");
        await using (meter.ConfigureAwait(false))
        {
            using ObjectImporter importer = await ObjectImporter.CreateAsync(
                target, new ObjectImportOptions { Jobs = jobs, OnRead = meter.Add }, cancellationToken).ConfigureAwait(false);
            await foreach (ObjectImportResult result in importer.ImportAllAsync(
                new SourceObjects(root.Storage), ids: null, cancellationToken).ConfigureAwait(false))
            {
                output.Report(from.Combine(result.SourcePath!), result);
                meter.AddItems();
            }
        }

        output.WriteTotal();
        int check = await CheckAsync(terminal, isJson, root, target, jobs, output, cancellationToken).ConfigureAwait(false);
        return output.ExitCode == ExitCode.Success ? check : output.ExitCode;
    }

    private static async Task<int> CheckAsync(
        Terminal terminal,
        bool isJson,
        StorageRoot root,
        StorageRoot target,
        int jobs,
        ImportOutput output,
        CancellationToken cancellationToken)
    {
        long differences = 0;
        bool isOnlyInvalid = true;
        ProgressMeter meter = new(terminal, items: null);
        RootComparison comparison = new(
            root, target, new ValidatorOptions { Parallelism = jobs, OnContentRead = read => meter.Add(read.Bytes) });
        await using (meter.ConfigureAwait(false))
        {
            await foreach (RootDifference difference in comparison.FindAsync(cancellationToken).ConfigureAwait(false))
            {
                differences++;
                isOnlyInvalid &= difference.Kind == RootDifferenceKind.Invalid;
                Report(terminal, isJson, difference, output);
            }
        }

        if (isJson)
        {
            terminal.WriteJson(
                new MigrationLine("check", differences == 0, comparison.Compared, comparison.Validated, differences),
                JsonLines.Plain.MigrationLine);
        }
        else
        {
            terminal.WriteLine(differences == 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"complete: {TargetArgument} is valid, and has each of the {comparison.Compared} objects of {Place.RootArgument} once, "
                        + $"and nothing else")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"not complete: {Place.RootArgument} has {comparison.Compared} objects, {TargetArgument} has {comparison.Validated}; "
                        + $"differences: {differences}"));
        }

        return differences == 0 ? ExitCode.Success : isOnlyInvalid ? ExitCode.NotValid : ExitCode.Failure;
    }

    private static void Report(Terminal terminal, bool isJson, RootDifference difference, ImportOutput output)
    {
        string kind = difference.Kind switch
        {
            RootDifferenceKind.Invalid => "invalid",
            RootDifferenceKind.Missing => "missing",
            RootDifferenceKind.Different => "different",
            RootDifferenceKind.Additional => "additional",
            _ => "unreadable",
        };
        if (isJson)
        {
            terminal.WriteJson(
                new DifferenceLine(
                    "difference",
                    kind,
                    difference.ObjectId,
                    difference.Path,
                    difference.Problem,
                    [.. difference.Findings.Select(ValidationOutput.LineOf)]),
                JsonLines.Plain.DifferenceLine);
            return;
        }

        string name = Terminal.Show(difference.ObjectId ?? difference.Path ?? "");
        terminal.WriteLine($"{terminal.Paint(kind, Color.Red)}: {name}: {Terminal.Show(difference.Problem)}");
        output.WriteFindings(difference.Findings);
    }

    private static Place FindTarget(string text) => Place.Find(
        TargetArgument, text is ['@', ..] ? Settings.Read().ResolveRoot(TargetArgument, text) : text);

    // In place, objects would move one by one, and a reader who knows one layout would not find those that have the other.
    private static void RequireApart(Place from, Place to, IStorage root)
    {
        if (from.Address == to.Address)
        {
            throw to.Fault(
                "is ROOT itself; a storage root is not migrated in place, since readers would not find objects while they move: give "
                    + "another place");
        }

        to.RequireApart(root);
    }

    private async Task<WritableRoot> OpenTargetAsync(
        ParseResult parsed, StorageRoot root, Place to, CancellationToken cancellationToken)
    {
        SpecificationVersion? specification = parsed.GetValue(_specification) is { } text
            ? InitCommand.ParseSpecification(text)
            : null;
        if (specification < root.Specification)
        {
            throw new ToolException(
                "--spec", specification.ToString()!, $"must not be older than ROOT, which is of OCFL {root.Specification}");
        }

        string? configuration = parsed.GetValue(_configuration);
        string? name = parsed.GetValue(_layout);
        if (name == "none")
        {
            throw new ToolException("--layout", name, "is for a storage root without objects: objects are put by a layout");
        }

        IStorageLayout? layout = name is not null
            ? await InitCommand.CreateLayoutAsync(name, configuration, cancellationToken).ConfigureAwait(false)
            : configuration is null ? null : throw new ToolException("--layout-config", configuration, "needs a --layout");
        (IStorage storage, IStorage work) = await to.CreateAsync(
            parsed.GetValue(_pending), cancellationToken).ConfigureAwait(false);
        try
        {
            if (await to.GuardAsync(storage, () => TryOpenAsync(storage, cancellationToken)).ConfigureAwait(false) is { } there)
            {
                RequireFit(to, there, root, layout, specification);
                return new WritableRoot(there, work);
            }

            StorageRootOptions options = new()
            {
                Specification = specification ?? root.Specification,
                Layout = layout
                    ?? root.Layout
                    ?? throw new ToolException($"--layout is missing: ROOT has none, since {root.LayoutProblem}"),
            };
            return new WritableRoot(
                await StorageRoot.InitializeAsync(storage, options, layouts: null, cancellationToken).ConfigureAwait(false), work);
        }
        catch (StorageRootException exception)
        {
            throw to.Fault(Place.WithoutLocation(exception));
        }
    }

    private static async Task<StorageRoot?> TryOpenAsync(IStorage storage, CancellationToken cancellationToken)
    {
        try
        {
            return await StorageRoot.OpenAsync(storage, layouts: null, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageRootException)
        {
            return null;
        }
    }

    private static void RequireFit(
        Place to, StorageRoot there, StorageRoot root, IStorageLayout? layout, SpecificationVersion? specification)
    {
        if (there.Specification < root.Specification || (specification is { } wanted && wanted != there.Specification))
        {
            throw to.Fault($"is a storage root of OCFL {there.Specification} already, not of {specification ?? root.Specification}");
        }

        if (there.Layout is not { } present)
        {
            throw to.Fault($"is a storage root that has no place for a new object, since {there.LayoutProblem}");
        }

        if (layout is not null
            && !StorageLayouts.GetConfiguration(layout).AsSpan().SequenceEqual(StorageLayouts.GetConfiguration(present)))
        {
            throw to.Fault($"is a storage root with {present.ExtensionName} already, but with another layout or other parameters");
        }
    }
}
