using System.CommandLine;
using Ocfl.Cli.Service;
using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl cp</c>, <c>ocfl mv</c>, <c>ocfl rm</c> and <c>ocfl restore</c></summary>
internal static class PathCommands
{
    private const string Patterns = " '*' and '?' stand for characters of a name, '**' for any folders.";

    public static ToolCommand Copy(Terminal terminal) => Relocate(
        terminal,
        "cp",
        "Copy files and folders within an object. Content is not stored again.",
        keeps: true,
        [
            "ocfl cp archive --id urn:example:1 -m 'Kept' --user Ann report.txt drafts/",
            "ocfl cp archive --id urn:example:1 --stage '*.tif' masters/",
        ]);

    public static ToolCommand Move(Terminal terminal) => Relocate(
        terminal,
        "mv",
        "Move or rename files and folders within an object.",
        keeps: false,
        [
            "ocfl mv archive --id urn:example:1 -m 'Renamed' --user Ann report.txt final.txt",
            "ocfl mv archive --id urn:example:1 --stage 'scans/**' images/",
        ]);

    public static ToolCommand Remove(Terminal terminal)
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "The files and folders to remove." + Patterns,
            Arity = ArgumentArity.OneOrMore,
        };
        return Create(
            terminal,
            new Command("rm", "Remove files and folders from an object. Earlier versions keep them."),
            [paths],
            [],
            parsed => (edited, where) => PathEdits.Remove(edited.State, where, parsed.GetValue(paths)!),
            ["ocfl rm archive --id urn:example:1 -m 'Tidied' --user Ann '**/*.tmp' cache"]);
    }

    public static ToolCommand Restore(Terminal terminal)
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "The files and folders to restore; all unless given." + Patterns,
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> version = new("--version")
        {
            Description = "The version that has them, such as v2.",
            HelpName = "VERSION",
            Required = true,
        };
        return Create(
            terminal,
            new Command("restore", "Make files and folders, or the whole object, what they were in an earlier version."),
            [paths],
            [version],
            parsed => (edited, _) =>
            {
                VersionNumber number = FindVersion(edited.Inventory, parsed.GetValue(version)!);
                return PathEdits.Restore(edited.Inventory!.Versions[number.Number - 1].State, number, parsed.GetValue(paths)!);
            },
            ["ocfl restore archive --id urn:example:1 -m 'As it was' --user Ann --version v2 report.txt"]);
    }

    private static ToolCommand Relocate(Terminal terminal, string name, string description, bool keeps, IReadOnlyList<string> examples)
    {
        Argument<string[]> paths = new("FROM")
        {
            Description = "The files and folders, and after them TO: a folder that receives them, or a new path for one of them." + Patterns,
            Arity = new ArgumentArity(2, 100_000),
        };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace files that are at TO." };
        return Create(
            terminal,
            new Command(name, description),
            [paths],
            [overwrite],
            parsed => (edited, where) =>
            {
                string[] given = parsed.GetValue(paths)!;
                return PathEdits.Move(edited.State, where, given[..^1], given[^1], keeps, parsed.GetValue(overwrite));
            },
            examples);
    }

    private static ToolCommand Create(
        Terminal terminal,
        Command command,
        IReadOnlyList<Argument> arguments,
        IReadOnlyList<Option> options,
        Func<ParseResult, Func<Edited, string, IReadOnlyList<StateChange>>> createEdit,
        IReadOnlyList<string> examples)
    {
        VersionArguments version = new();
        Option<bool> stage = new("--stage") { Description = "Collect the change for 'ocfl commit --staged', and create no version now." };
        version.AddRoot(command);
        foreach (Argument argument in arguments)
        {
            command.Add(argument);
        }

        version.AddOptions(command);
        command.Add(stage);
        command.Add(ServiceAddress.InPlaceOfRoot());
        foreach (Option option in options)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool isStaged = parsed.GetValue(stage);
            VersionRequest request = version.Read(parsed, isStaged);
            Func<Edited, string, IReadOnlyList<StateChange>> edit = createEdit(parsed);
            if (ServiceAddress.Find(request.Root) is { } address)
            {
                ServiceAddress.Refuse(
                    parsed,
                    ("--stage", "what is staged is beside a storage root on this machine"),
                    ("--dry-run", "the service has none"),
                    ("--pending", "the settings of the service decide"));
                await CommitToServiceAsync(terminal, request, address, edit, cancellationToken).ConfigureAwait(false);
                return ExitCode.Success;
            }

            await (isStaged
                ? StageAsync(terminal, request, edit, cancellationToken)
                : CommitAsync(terminal, request, edit, cancellationToken)).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return new ToolCommand(command, examples);
    }

    // The commit holds only if the object still has the version that was read.
    private static async Task CommitAsync(
        Terminal terminal,
        VersionRequest request,
        Func<Edited, string, IReadOnlyList<StateChange>> edit,
        CancellationToken cancellationToken)
    {
        ObjectLookup.RequireId(request.Id);
        WritableRoot root = await Place.OpenRootToWriteAsync(request.Root, request.Pending, cancellationToken).ConfigureAwait(false);
        UpdateTarget target = await new TargetObject(root.Root, request.Root, request.Id).ReadExistingAsync(
            cancellationToken).ConfigureAwait(false);
        Inventory inventory = target.Inventory!;
        ObjectUpdateOptions options = request.Description! with
        {
            Changes = edit(new Edited(inventory.HeadVersion.State, inventory), inventory.Head.ToString()),
            ChangeLimits = NoLimits,
        };
        try
        {
            await VersionUpdate.RunAsync(
                terminal, root, target, new UpdateContents(), options, request, cancellationToken).ConfigureAwait(false);
        }
        catch (StateChangeException misfit)
        {
            throw Misfit(misfit);
        }
    }

    // The update holds only if the object still has the version that was read.
    private static async Task CommitToServiceAsync(
        Terminal terminal,
        VersionRequest request,
        string address,
        Func<Edited, string, IReadOnlyList<StateChange>> edit,
        CancellationToken cancellationToken)
    {
        ObjectLookup.RequireId(request.Id);
        ServiceConnection service = ServiceConnection.Open(address);
        Inventory inventory = (await new ServiceObjects(service).OpenAsync(request.Id, cancellationToken).ConfigureAwait(false)).Inventory;
        ServiceUpdate update = new(terminal, service);
        string id = await update.StartAsync(
            ServiceUpdate.Describe(request.Id, request.Description!) with
            {
                Mode = OcflFunctions.Contracts.UpdateMode.Select,
                Changes = ServiceUpdate.Convert(edit(new Edited(inventory.HeadVersion.State, inventory), inventory.Head.ToString())),
                ExpectedHead = inventory.Head.ToString(),
            },
            idempotencyKey: null,
            cancellationToken).ConfigureAwait(false);
        await update.ReportAsync(id, request.IsJson, cancellationToken).ConfigureAwait(false);
    }

    private static async Task StageAsync(
        Terminal terminal,
        VersionRequest request,
        Func<Edited, string, IReadOnlyList<StateChange>> edit,
        CancellationToken cancellationToken)
    {
        OpenedStage opened = await OpenedStage.OpenAsync(
            request.Root, request.Id, request.Pending, search: false, cancellationToken).ConfigureAwait(false);
        UpdateTarget target = await opened.Target.ReadAsync(search: false, cancellationToken).ConfigureAwait(false);
        StagedVersion staged = await opened.GuardAsync(() => opened.Stage.ChangeAsync(
            state => edit(new Edited(state, target.Inventory), "the stage"), cancellationToken)).ConfigureAwait(false);
        StageCommand.Report(terminal, request.Id, staged, request.IsJson);
    }

    private static StateChangeLimits NoLimits { get; } = new() { MaxAddedPaths = 1L << 40, MaxAddedPathBytes = 1L << 50 };

    private static ToolException Misfit(StateChangeException misfit) => new(misfit.Rule.TrimEnd('.'));

    private static VersionNumber FindVersion(Inventory? inventory, string text) =>
        inventory is null ? throw new ToolException("--version", text, "there is no object yet that has versions")
        : ObjectLookup.ParseNumber(text) is { } number && number >= 1 && number <= inventory.Head.Number
            ? inventory.Head.WithNumber(number)
        : throw new ToolException("--version", text, $"must be a version up to {inventory.Head}, such as v1");

    /// <summary>What is edited.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Inventory">The object's inventory, for its earlier versions; null for a new object.</param>
    private sealed record Edited(DigestMap State, Inventory? Inventory);
}
