using System.CommandLine;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl init</c></summary>
internal static class InitCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = new("ROOT")
        {
            Description = "The folder of the new storage root, empty or not yet existing; or a URL on Azure Blob Storage.",
        };
        Option<string> layout = new("--layout")
        {
            Description = "Where objects are put: an extension's name or number, or 'none'.",
            HelpName = "LAYOUT",
            DefaultValueFactory = _ => "0004",
        };
        Option<string> configuration = new("--layout-config")
        {
            Description = "A file with the layout's parameters (its config.json); defaults unless given.",
            HelpName = "FILE",
        };
        Option<string> specification = new("--spec")
        {
            Description = "The version of OCFL: 1.0 or 1.1.",
            HelpName = "VERSION",
            DefaultValueFactory = _ => "1.1",
        };
        Option<string> description = new("--description")
        {
            Description = "A sentence about the arrangement, for ocfl_layout.json.",
            HelpName = "TEXT",
        };
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new("init", "Create a storage root. Running it again with the same options changes nothing.")
        {
            root,
            layout,
            configuration,
            specification,
            description,
            pending,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            StorageRootOptions options = new()
            {
                Specification = ParseSpecification(parsed.GetValue(specification)!),
                Layout = await CreateLayoutAsync(
                    parsed.GetValue(layout)!, parsed.GetValue(configuration), cancellationToken).ConfigureAwait(false),
                Description = parsed.GetValue(description),
            };
            StorageRoot made = await InitializeAsync(
                parsed.GetValue(root)!, parsed.GetValue(pending), options, cancellationToken).ConfigureAwait(false);
            RootReport.Write(terminal, made, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return new ToolCommand(command, [
            "ocfl init archive",
            "ocfl init archive --layout 0003 --spec 1.0",
            "ocfl init archive --layout 0006 --layout-config delimiter.json",
            "ocfl init /mnt/archive --pending /mnt/pending",
            "ocfl init https://account.blob.core.windows.net/container/archive",
        ]);
    }

    /// <summary>The value of <c>--spec</c>.</summary>
    public static SpecificationVersion ParseSpecification(string text) =>
        SpecificationVersion.TryParse(text, out SpecificationVersion specification)
            ? specification
            : throw new ToolException("--spec", text, "must be 1.0 or 1.1");

    /// <summary>The layout of <c>--layout</c> and <c>--layout-config</c>; null for none.</summary>
    public static async Task<IStorageLayout?> CreateLayoutAsync(string text, string? configuration, CancellationToken cancellationToken)
    {
        if (text == "none")
        {
            return configuration is null ? null : throw new ToolException("--layout-config", configuration, "needs a --layout");
        }

        if (!StorageLayouts.Default.TryGetName(text, out string? name))
        {
            throw new ToolException(
                "--layout", text, $"must be 'none' or one of {string.Join(", ", StorageLayouts.Default.Names)}, or its number");
        }

        ArraySegment<byte> bytes = configuration is null
            ? default
            : await InputFile.ReadTextAsync("--layout-config", configuration, mebibytes: 1, cancellationToken).ConfigureAwait(false);
        if (configuration is not null && bytes.Count == 0)
        {
            throw new ToolException("--layout-config", configuration, "is not JSON, since it is empty");
        }

        try
        {
            return StorageLayouts.Default.Create(name, bytes);
        }
        catch (LayoutConfigurationException exception)
        {
            string rule = configuration is null
                ? $"needs --layout-config, since {char.ToLowerInvariant(exception.Message[0])}{exception.Message[1..]}"
                : exception.Message;
            throw new ToolException(configuration is null ? "--layout" : "--layout-config", configuration ?? text, rule.TrimEnd('.'));
        }
    }

    private static async Task<StorageRoot> InitializeAsync(
        string root, string? pending, StorageRootOptions options, CancellationToken cancellationToken)
    {
        Place place = Place.Find(Place.RootArgument, root);
        (IStorage storage, _) = await place.CreateAsync(pending, cancellationToken).ConfigureAwait(false);
        return await place.GuardRootAsync(
            storage,
            () => StorageRoot.InitializeAsync(storage, options, layouts: null, cancellationToken)).ConfigureAwait(false);
    }
}
