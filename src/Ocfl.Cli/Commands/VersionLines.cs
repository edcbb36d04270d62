using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary>Versions as lines.</summary>
internal static class VersionLines
{
    public static VersionLine Create(OcflObject opened, OcflVersion version)
    {
        DigestMap before = version.Number.Number == 1 ? DigestMap.Empty : opened.Versions[version.Number.Number - 2].Description.State;
        ILookup<FileChangeKind, FileChange> changes = VersionDifference.Compare(before, version.Description.State).ToLookup(change => change.Kind);
        VersionUser? user = version.Description.User;
        return new VersionLine(
            version.Number.ToString(),
            version.Description.Created.Text,
            version.Description.Message,
            user is null ? null : new UserLine(user.Name, user.Address),
            version.IsMutable,
            version.Description.State.PathCount,
            changes[FileChangeKind.Added].Count(),
            changes[FileChangeKind.Removed].Count(),
            changes[FileChangeKind.Changed].Count(),
            changes[FileChangeKind.Renamed].Count());
    }

    public static string NameOf(FileChangeKind kind) => kind switch
    {
        FileChangeKind.Added => "added",
        FileChangeKind.Removed => "removed",
        FileChangeKind.Changed => "changed",
        _ => "renamed",
    };
}
