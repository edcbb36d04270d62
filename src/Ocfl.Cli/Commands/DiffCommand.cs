using System.CommandLine;
using Ocfl.Cli.Service;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl diff</c></summary>
internal static class DiffCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> from = Arguments.Version(
            "--from", "The version before; the one before --to unless given, and the newest with --folder or --other.");
        Option<string> to = Arguments.Version("--to", "The version after; the newest unless given.");
        Option<string> folder = new("--folder")
        {
            Description = "Compare with the files of this folder, or URL of blobs: what a commit of it would change.",
            HelpName = "DIR",
        };
        Option<string> other = new("--other")
        {
            Description = "Compare with this object, in the same storage root unless --other-root is given; --to is a version of it.",
            HelpName = "ID",
        };
        Option<string> otherRoot = new("--other-root")
        {
            Description = "The storage root of the other object, which has the same id unless --other is given.",
            HelpName = "ROOT",
        };
        Option<bool> json = Arguments.Json();
        Command command = new(
            "diff",
            "List what is different between two versions, a version and a folder, or two objects: A added, D removed, M changed, R renamed.")
        {
            root, id, search, from, to, folder, other, otherRoot, json, ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            Comparison comparison = new(terminal, opened, parsed.GetValue(json));
            if (parsed.GetValue(folder) is { } source)
            {
                Refuse("--to", parsed.GetValue(to), "--folder");
                Refuse("--other", parsed.GetValue(other), "--folder");
                Refuse("--other-root", parsed.GetValue(otherRoot), "--folder");
                return await comparison.WithFolderAsync(source, parsed.GetValue(from), cancellationToken).ConfigureAwait(false);
            }

            if (parsed.GetValue(other) is null && parsed.GetValue(otherRoot) is null)
            {
                return comparison.OfVersions(parsed.GetValue(from), parsed.GetValue(to));
            }

            OcflObject second = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(otherRoot) ?? parsed.GetValue(root)!,
                parsed.GetValue(other) ?? opened.Id,
                parsed.GetValue(search),
                cancellationToken).ConfigureAwait(false);
            return await comparison.WithObjectAsync(
                second, parsed.GetValue(from), parsed.GetValue(to), cancellationToken).ConfigureAwait(false);
        });
        return new ToolCommand(
            command,
            [
                "ocfl diff archive --id urn:example:1",
                "ocfl diff archive --id urn:example:1 --from v1 --to v3 --json",
                "ocfl diff archive --id urn:example:1 --folder thesis",
                "ocfl diff archive --id urn:example:1 --other urn:example:2",
                "ocfl diff archive --id urn:example:1 --other-root backup",
            ]);
    }

    private static void Refuse(string option, string? value, string with)
    {
        if (value is not null)
        {
            throw new ToolException(option, value, $"cannot be combined with {with}");
        }
    }

    private sealed class Comparison(Terminal terminal, OcflObject opened, bool isJson)
    {
        private readonly VersionReport _report = new(terminal, isJson);

        public int OfVersions(string? from, string? to)
        {
            OcflVersion after = ObjectLookup.FindVersion(opened, to, "--to");
            DigestMap before = from is not null ? ObjectLookup.FindVersion(opened, from, "--from").Description.State
                : after.Number.Number == 1 ? DigestMap.Empty
                : opened.Versions[after.Number.Number - 2].Description.State;
            _report.WriteChanges(before, after.Description.State);

            // Without --from it is the version before --to, so only --to can be a mutable HEAD.
            return ObjectLookup.Conclude(terminal, opened, to, from ?? to);
        }

        public async Task<int> WithFolderAsync(string folder, string? from, CancellationToken cancellationToken)
        {
            OcflVersion before = ObjectLookup.FindVersion(opened, from, "--from");
            DigestMap after = await FolderDigests.ReadAsync(
                terminal, folder, opened.Storage, AlgorithmOf(opened), cancellationToken).ConfigureAwait(false);
            _report.WriteChanges(before.Description.State, after);
            return ObjectLookup.Conclude(terminal, opened, from);
        }

        public async Task<int> WithObjectAsync(OcflObject second, string? from, string? to, CancellationToken cancellationToken)
        {
            OcflVersion before = ObjectLookup.FindVersion(opened, from, "--from");
            OcflVersion after = ObjectLookup.FindVersion(second, to, "--to");
            DigestMap state = AlgorithmOf(second) == AlgorithmOf(opened)
                ? after.Description.State
                : await FolderDigests.RehashAsync(terminal, second, after, AlgorithmOf(opened), cancellationToken).ConfigureAwait(false);
            _report.WriteChanges(before.Description.State, state);
            return Math.Max(ObjectLookup.Conclude(terminal, opened, from), ObjectLookup.Conclude(terminal, second, to));
        }

        private static DigestAlgorithm AlgorithmOf(OcflObject source) => DigestAlgorithm.Get(source.CurrentInventory.DigestAlgorithm);
    }
}
