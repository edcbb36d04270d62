using System.CommandLine;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl commit</c></summary>
internal static class CommitCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Common.Root();
        Argument<string> source = new("SOURCE") { Description = "The folder with the files of the new version. Hidden files are files, too." };
        Option<string> id = Common.Id();
        Option<string> message = new("--message", "-m") { Description = "Why the version is made.", HelpName = "TEXT", Required = true };
        Option<string> user = new("--user") { Description = "Who makes it.", HelpName = "NAME", Required = true };
        Option<string> address = new("--address") { Description = "The user's address, a URI such as mailto:ann@example.org.", HelpName = "URI" };
        Option<string> mode = new("--mode") { Description = "replace: the version has the source's files and no others; merge: what was there stays.", HelpName = "MODE", DefaultValueFactory = _ => "replace" };
        Option<string> digest = new("--digest") { Description = "The digest algorithm of a new object: sha512 or sha256; sha512 unless given.", HelpName = "NAME" };
        Option<string[]> fixity = new("--fixity") { Description = "A further digest algorithm for the fixity block; may come more than once.", HelpName = "NAME" };
        Option<string> specification = new("--spec") { Description = "The version of OCFL to follow; that of the root for a new object, and the object's own, unless given.", HelpName = "VERSION" };
        Option<bool> json = Common.Json();
        Command command = new("commit", "Make a new version of an object, or a new object, from a folder.")
        {
            root, source, id, message, user, address, mode, digest, fixity, specification, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ObjectUpdateOptions options = new()
            {
                Message = parsed.GetValue(message),
                User = CreateUser(parsed.GetValue(user)!, parsed.GetValue(address)),
                Mode = ParseMode(parsed.GetValue(mode)!),
                DigestAlgorithm = ParseDigest(parsed.GetValue(digest)),
                Fixity = [.. (parsed.GetValue(fixity) ?? []).Select(ParseFixity).Distinct()],
            };
            Request request = new(parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(source)!, parsed.GetValue(specification), options);
            await CommitAsync(terminal, request, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return new ToolCommand(command,
        [
            "ocfl commit archive --id urn:example:1 --message 'First' --user Ann thesis",
            "ocfl commit archive --id urn:example:1 -m 'More' --user Ann --address mailto:ann@example.org --mode merge additions",
        ]);
    }

    private static async Task CommitAsync(Terminal terminal, Request request, bool isJson, CancellationToken cancellationToken)
    {
        Common.RequireId(request.Id);
        StorageRoot root = await Common.OpenRootAsync(request.Root, cancellationToken).ConfigureAwait(false);
        LocalStorage source = OpenSource(request.Source, root);
        OcflObject? existing = await root.OpenObjectAsync(request.Id, cancellationToken).ConfigureAwait(false);
        if (existing is not null && (await existing.WithMutableHeadAsync(cancellationToken).ConfigureAwait(false)).MutableHead is not null)
        {
            throw new ToolException("--id", request.Id, "the object has a mutable HEAD, which must be committed or removed first by the tool that made it");
        }

        UpdateTarget target = existing is null
            ? new UpdateTarget { ObjectId = request.Id, ObjectRoot = GetObjectRoot(root, request) }
            : await UpdateTarget.FromAsync(existing, cancellationToken).ConfigureAwait(false);
        if (existing is null)
        {
            await RequireFreePlaceAsync(root, request.Id, target.ObjectRoot, cancellationToken).ConfigureAwait(false);
        }

        UpdatePlan plan;
        using (ProgressLine line = new(terminal))
        {
            ObjectUpdateOptions options = request.Options with { Specification = ChooseSpecification(request.Specification, root, existing), Progress = progress => line.Report(() => Describe(progress)) };
            plan = await new ObjectUpdater(root.Storage, root.Storage.PendingArea!.Storage).UpdateAsync(target, source, directory: "", options, cancellationToken).ConfigureAwait(false);
        }

        Report(terminal, new CommitLine(plan.ObjectId, plan.Head, plan.ObjectRoot, !plan.ChangesNothing, plan.InventoryDigest), isJson);
    }

    private static LocalStorage OpenSource(string folder, StorageRoot root)
    {
        LocalStorage source = Common.OpenFolder("SOURCE", folder);
        Common.RequireApart("SOURCE", folder, root.Storage.Location);
        return source;
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

        return specification <= root.Specification ? specification : throw new ToolException("--spec", text, $"must not be newer than the storage root, which is of OCFL {root.Specification}");
    }

    private static VersionUser CreateUser(string name, string? address) =>
        name.Length == 0 ? throw new ToolException("--user", name, "must not be empty")
        : address is null || Uri.TryCreate(address, UriKind.Absolute, out _) ? new VersionUser(name, address)
        : throw new ToolException("--address", address, "must be a URI, such as mailto:ann@example.org");

    private static UpdateMode ParseMode(string text) => text switch
    {
        "replace" => UpdateMode.Replace,
        "merge" => UpdateMode.Merge,
        _ => throw new ToolException("--mode", text, "must be replace or merge"),
    };

    private static DigestAlgorithm? ParseDigest(string? text) =>
        text is null ? null
        : DigestAlgorithm.TryGet(text, out DigestAlgorithm? algorithm) && algorithm.IsForInventories ? algorithm
        : throw new ToolException("--digest", text, "must be sha512 or sha256");

    private static DigestAlgorithm ParseFixity(string text) =>
        DigestAlgorithm.TryGet(text, out DigestAlgorithm? algorithm) ? algorithm : throw new ToolException("--fixity", text, $"must be one of {string.Join(", ", DigestAlgorithm.All)}");

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
            terminal.WriteLine(line.Changed ? $"{line.Version} of {Terminal.Show(line.Id)} at {Terminal.Show(line.Path)}" : $"nothing has changed since {line.Version} of {Terminal.Show(line.Id)}");
        }
    }

    private sealed record Request(string Root, string Id, string Source, string? Specification, ObjectUpdateOptions Options);
}
