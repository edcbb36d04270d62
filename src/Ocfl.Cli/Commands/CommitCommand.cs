using System.CommandLine;
using System.Globalization;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl commit</c></summary>
internal static class CommitCommand
{
    private const string MaxAddedPaths = "--max-added-paths";
    private const string MaxAddedPathBytes = "--max-added-path-bytes";
    private const long MostLimit = 1L << 40;

    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Argument<string?> source = new("SOURCE")
        {
            Description = "The folder with the files of the new version. Optional for an existing object with --changes, --digest or "
                + "--spec. Hidden files are included.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search(
            "Before creating a new object, search the whole storage root for its id, by the ids of all objects, and refuse it if one "
                + "has it.");
        Option<string> message = new("--message", "-m") { Description = "Why the version is created.", HelpName = "TEXT", Required = true };
        Option<string> user = new("--user") { Description = "Who creates it.", HelpName = "NAME", Required = true };
        Option<string> address = new("--address")
        {
            Description = "The user's address, a URI such as mailto:ann@example.org.",
            HelpName = "URI",
        };
        Option<string> changes = new("--changes")
        {
            Description = "A file with changes to make, in order: a JSON array, see docs/http.md.",
            HelpName = "FILE",
        };
        Option<string> maxPaths = new(MaxAddedPaths)
        {
            Description = "How many paths the changes may add; 100000 unless given.",
            HelpName = "NUMBER",
        };
        Option<string> maxPathBytes = new(MaxAddedPathBytes)
        {
            Description = "How many bytes the changes may add to the paths in all; 16777216 unless given.",
            HelpName = "BYTES",
        };
        Option<string> mode = new("--mode")
        {
            Description = "replace: the version has the source's files and no others; merge: existing files stay; select: existing "
                + "files stay, and of the source's files only those that --changes names are added. Unless given: select with "
                + "--changes, else replace.",
            HelpName = "MODE",
        };
        Option<bool> allowEmpty = new("--allow-empty")
        {
            Description = "Accept a SOURCE without files, which is otherwise refused because it may be a share that is not mounted.",
        };
        Option<string> digest = new("--digest")
        {
            Description = "The digest algorithm: sha512 or sha256. An object that has another "
                + "moves to it, and all its content is read. The object's own unless given, sha512 for a new one.",
            HelpName = "NAME"
        };
        Option<string[]> fixity = new("--fixity")
        {
            Description = "A further digest algorithm for the fixity block; can be repeated.",
            HelpName = "NAME",
        };
        Option<string> specification = new("--spec")
        {
            Description = "The version of OCFL to follow; that of the root for a new object, and the object's own, unless given.",
            HelpName = "VERSION",
        };
        Option<string> constraint = new("--path-constraint")
        {
            Description = "Where new content paths must be usable: none, unix, windows or cloud; none unless given.",
            HelpName = "NAME",
        };
        Option<string> contentPaths = new("--content-paths")
        {
            Description = "How content paths are derived from the files' paths: identity, percent-encoded or hashed; identity unless given.",
            HelpName = "NAME",
        };
        Option<string> contentDirectory = new("--content-directory")
        {
            Description = "The content directory's name in a new object; content unless given.",
            HelpName = "NAME",
        };
        Option<string> padding = new("--version-padding")
        {
            Description = "How many digits the version numbers of a new object have, with zeros in front: 2 to 9, or 0 for none.",
            HelpName = "DIGITS",
        };
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new("commit", "Create a new version of an object, or a new object, from a folder, from changes, or from both.")
        {
            root, source, id, search, message, user, address, changes, maxPaths, maxPathBytes, mode, allowEmpty, digest,
            fixity, specification, constraint, contentPaths, contentDirectory, padding, pending, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? changesFile = parsed.GetValue(changes);
            int? versionPadding = ParsePadding(parsed.GetValue(padding));
            Request request = new()
            {
                Root = parsed.GetValue(root)!,
                Pending = parsed.GetValue(pending),
                Id = parsed.GetValue(id)!,
                Search = parsed.GetValue(search),
                Source = parsed.GetValue(source),
                ChangesFile = changesFile,
                Specification = parsed.GetValue(specification),
                Padding = versionPadding,
                Options = new ObjectUpdateOptions
                {
                    Message = parsed.GetValue(message),
                    User = CreateUser(parsed.GetValue(user)!, parsed.GetValue(address)),
                    Mode = ParseMode(
                        parsed.GetValue(mode), hasChanges: changesFile is not null, hasSource: parsed.GetValue(source) is not null),
                    AllowEmpty = parsed.GetValue(allowEmpty),
                    DigestAlgorithm = ParseDigest(parsed.GetValue(digest)),
                    Fixity = [.. (parsed.GetValue(fixity) ?? []).Select(ParseFixity).Distinct()],
                    ContentPaths = new ContentPathRules(
                        ParseMapping(parsed.GetValue(contentPaths)), ParseConstraint(parsed.GetValue(constraint))),
                    ContentDirectory = ParseContentDirectory(parsed.GetValue(contentDirectory)),
                    VersionPadding = versionPadding ?? 0,
                    Changes = changesFile is null ? [] : await ChangesFile.ReadAsync(changesFile, cancellationToken).ConfigureAwait(false),
                    ChangeLimits = new StateChangeLimits
                    {
                        MaxAddedPaths = ParseLimit(MaxAddedPaths, parsed.GetValue(maxPaths)) ?? StateChangeLimits.Default.MaxAddedPaths,
                        MaxAddedPathBytes = ParseLimit(MaxAddedPathBytes, parsed.GetValue(maxPathBytes))
                            ?? StateChangeLimits.Default.MaxAddedPathBytes,
                        AddedPathsName = MaxAddedPaths,
                        AddedPathBytesName = MaxAddedPathBytes,
                    },
                },
            };
            await CommitAsync(terminal, request, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return new ToolCommand(command,
        [
            "ocfl commit archive --id urn:example:1 --message 'First' --user Ann thesis",
            "ocfl commit archive --id urn:example:1 -m 'More' --user Ann --address mailto:ann@example.org --mode merge additions",
            "ocfl commit archive --id urn:example:1 -m 'Tidied' --user Ann --changes changes.json",
            "ocfl commit archive --id urn:example:1 -m 'To sha512' --user Ann --digest sha512",
        ]);
    }

    private static async Task CommitAsync(Terminal terminal, Request request, bool isJson, CancellationToken cancellationToken)
    {
        ObjectLookup.RequireId(request.Id);
        StorageRoot root = await RootFolder.OpenRootAsync(request.Root, cancellationToken, request.Pending).ConfigureAwait(false);
        IStorage? source = request.Source is null ? null : OpenSource(request.Source, root);
        using IDisposable? held = source as IDisposable;
        OcflObject? existing = await root.OpenObjectAsync(request.Id, cancellationToken).ConfigureAwait(false);
        if (existing is not null && (await existing.WithMutableHeadAsync(cancellationToken).ConfigureAwait(false)).MutableHead is not null)
        {
            throw new ToolException(
                "--id", request.Id, "the object has a mutable HEAD, which must first be committed or removed by the tool that created it");
        }

        UpdateTarget target = existing is null
            ? new UpdateTarget { ObjectId = request.Id, ObjectRoot = GetObjectRoot(root, request) }
            : await UpdateTarget.FromAsync(existing, cancellationToken).ConfigureAwait(false);
        RequireFit(request, target.Inventory);
        if (existing is null)
        {
            await RequireFreePlaceAsync(root, request.Id, target.ObjectRoot, cancellationToken).ConfigureAwait(false);
            await ObjectLookup.RequireNowhereAsync(root, request.Id, request.Search, cancellationToken).ConfigureAwait(false);
        }

        UpdatePlan plan;
        using (ProgressLine line = new(terminal))
        {
            ObjectUpdateOptions options = request.Options with
            {
                Specification = ChooseSpecification(request.Specification, root, existing),
                Progress = progress => line.Report(() => Describe(progress)),
            };
            plan = await UpdateAsync(root, target, source, options, request, cancellationToken).ConfigureAwait(false);
        }

        CommitLine committed = new(plan.ObjectId, plan.Head, plan.ObjectRoot, !plan.ChangesNothing, plan.InventoryDigest, plan.Files!);
        Report(terminal, committed, isJson);
    }

    private static async Task<UpdatePlan> UpdateAsync(
        StorageRoot root,
        UpdateTarget target,
        IStorage? source,
        ObjectUpdateOptions options,
        Request request,
        CancellationToken cancellationToken)
    {
        try
        {
            return await new ObjectUpdater(root.Storage, root.Storage.PendingArea!.Storage).UpdateAsync(
                target, source, directory: "", options, cancellationToken).ConfigureAwait(false);
        }
        catch (StateChangeException exception)
        {
            throw new ToolException("--changes", request.ChangesFile!, exception.Message.TrimEnd('.'));
        }
        catch (EmptySourceException)
        {
            throw new ToolException(
                "SOURCE",
                request.Source!,
                "has no files; if it is a share, check that it is mounted; if the version is to have no files, give --allow-empty");
        }
    }

    /// <summary>Refuses options that do not fit an existing object, or a new one.</summary>
    private static void RequireFit(Request request, Inventory? inventory)
    {
        ObjectUpdateOptions options = request.Options;
        if (request.Source is null
            && (inventory is null || (request.ChangesFile is null && options.DigestAlgorithm is null && request.Specification is null)))
        {
            throw new ToolException("SOURCE is missing: " + (inventory is null
                ? "a new object starts with a folder"
                : "without it, give --changes, --digest or --spec"));
        }

        if (inventory is not null && options.ContentDirectory is { } name && name != inventory.EffectiveContentDirectory)
        {
            throw new ToolException(
                "--content-directory",
                name,
                $"the object has '{inventory.EffectiveContentDirectory}' and keeps it (OCFL 1.1, section 3.5.1)");
        }

        if (inventory is not null && request.Padding is { } padding && padding != inventory.Head.Width)
        {
            throw new ToolException(
                "--version-padding",
                padding.ToString(CultureInfo.InvariantCulture),
                $"the object has {inventory.Head}, and all its version numbers keep that form (OCFL 1.1, section 3.4.1)");
        }
    }

    // Other programs may write to the folder while it is read. The folder itself may be reached through links, as the user named it.
    private static IStorage OpenSource(string folder, StorageRoot root)
    {
        LocalStorage source = RootFolder.OpenFolder("SOURCE", folder);
        RootFolder.RequireApart("SOURCE", folder, root.Storage);
        return LocalSource.IsSupported() ? LocalSource.Open(source.Location) : source;
    }

    private static string GetObjectRoot(StorageRoot root, Request request)
    {
        try
        {
            return root.GetObjectRoot(request.Id);
        }
        catch (LayoutException exception)
        {
            throw new ToolException("--id", request.Id, exception.Message.TrimEnd('.'));
        }
        catch (UnknownLayoutException)
        {
            throw new ToolException("ROOT", request.Root, $"has no place for a new object, since {root.LayoutProblem}");
        }
    }

    private static async Task RequireFreePlaceAsync(StorageRoot root, string id, string objectRoot, CancellationToken cancellationToken)
    {
        if (await root.FindOverlapAsync(objectRoot, cancellationToken).ConfigureAwait(false) is { } other)
        {
            throw new ToolException("--id", id, $"the layout puts it at '{objectRoot}', and there is an object at '{other}'");
        }
    }

    private static SpecificationVersion? ChooseSpecification(string? text, StorageRoot root, OcflObject? existing)
    {
        if (text is null)
        {
            return existing is null ? root.Specification : null;
        }

        if (!SpecificationVersion.TryParse(text, out SpecificationVersion specification))
        {
            throw new ToolException("--spec", text, "must be 1.0 or 1.1");
        }

        return specification <= root.Specification
            ? specification
            : throw new ToolException("--spec", text, $"must not be newer than the storage root, which is of OCFL {root.Specification}");
    }

    private static VersionUser CreateUser(string name, string? address) =>
        name.Length == 0 ? throw new ToolException("--user", name, "must not be empty")
        : address is null || UriSyntax.IsUri(address) ? new VersionUser(name, address)
        : throw new ToolException("--address", address, "must be a URI, such as mailto:ann@example.org");

    private static UpdateMode ParseMode(string? text, bool hasChanges, bool hasSource)
    {
        if (text is null)
        {
            return hasChanges ? UpdateMode.Select : UpdateMode.Replace;
        }

        UpdateMode mode = Arguments.ParseWord(
            "--mode", text, ("replace", UpdateMode.Replace), ("merge", UpdateMode.Merge), ("select", UpdateMode.Select));
        return !hasSource ? throw new ToolException("--mode", text, "applies to the files of SOURCE, which is missing")
            : mode == UpdateMode.Select && !hasChanges ? throw new ToolException("--mode", text, "needs --changes")
            : mode;
    }

    private static ContentPathMapping ParseMapping(string? text) => text is null ? ContentPathMapping.Identity : Arguments.ParseWord(
        "--content-paths",
        text,
        ("identity", ContentPathMapping.Identity),
        ("percent-encoded", ContentPathMapping.PercentEncoded),
        ("hashed", ContentPathMapping.Hashed));

    private static PathConstraint ParseConstraint(string? text) => text is null ? PathConstraint.None : Arguments.ParseWord(
        "--path-constraint",
        text,
        ("none", PathConstraint.None),
        ("unix", PathConstraint.Unix),
        ("windows", PathConstraint.Windows),
        ("cloud", PathConstraint.Cloud));

    private static string? ParseContentDirectory(string? text) =>
        text is null || ContentPaths.IsDirectoryName(text) ? text
        : throw new ToolException(
            "--content-directory", text, "must be one name without a slash, not '.' or '..', and not that of the inventory");

    // One digit is no padding: a padded number starts with a zero.
    private static int? ParsePadding(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int digits) && digits is 0 or (>= 2 and <= 9) ? digits
        : throw new ToolException("--version-padding", text, "must be 0, or from 2 to 9");

    private static long? ParseLimit(string option, string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit <= MostLimit ? limit
        : throw new ToolException(option, text, string.Create(CultureInfo.InvariantCulture, $"must be a number from 0 to {MostLimit}"));

    private static DigestAlgorithm? ParseDigest(string? text) =>
        text is null ? null
        : DigestAlgorithm.TryGet(text, out DigestAlgorithm? algorithm) && algorithm.IsForInventories ? algorithm
        : throw new ToolException("--digest", text, "must be sha512 or sha256");

    private static DigestAlgorithm ParseFixity(string text) =>
        DigestAlgorithm.TryGet(text, out DigestAlgorithm? algorithm)
            ? algorithm
            : throw new ToolException("--fixity", text, $"must be one of {string.Join(", ", DigestAlgorithm.All)}");

    private static string Describe(ObjectUpdateProgress progress) => progress.Steps == 0
        ? $"{progress.FilesStaged} files read, {ProgressLine.Bytes(progress.BytesStaged)}"
        : $"{progress.StepsDone} of {progress.Steps} steps";

    private static void Report(Terminal terminal, CommitLine line, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.CommitLine);
        }
        else
        {
            terminal.WriteLine(line.Changed
                ? $"{line.Version} of {Terminal.Show(line.Id)} at {Terminal.Show(line.Path)}: {VersionLines.Describe(line.Files)}"
                : $"nothing has changed since {line.Version} of {Terminal.Show(line.Id)}");
        }
    }

    private sealed record Request
    {
        public required string Root { get; init; }

        public required string? Pending { get; init; }

        public required string Id { get; init; }

        public required bool Search { get; init; }

        public required string? Source { get; init; }

        public required string? ChangesFile { get; init; }

        public required string? Specification { get; init; }

        public required int? Padding { get; init; }

        public required ObjectUpdateOptions Options { get; init; }
    }
}
