using System.Globalization;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary>Describes versions on lines.</summary>
internal static class VersionLines
{
    public static VersionLine Create(OcflObject opened, OcflVersion version)
    {
        DigestMap before = version.Number.Number == 1 ? DigestMap.Empty : opened.Versions[version.Number.Number - 2].Description.State;
        FileChangeCounts files = FileChangeCounts.Between(before, version.Description.State);
        VersionUser? user = version.Description.User;
        return new VersionLine(
            version.Number.ToString(),
            version.Description.Created.Text,
            version.Description.Message,
            user is null ? null : new UserLine(user.Name, user.Address),
            version.IsMutable,
            version.Description.State.PathCount,
            files.Added,
            files.Removed,
            files.Changed,
            files.Renamed);
    }

    public static string Describe(VersionLine line) => Describe(new FileChangeCounts(line.Added, line.Changed, line.Removed, line.Renamed));

    public static string Describe(FileChangeCounts files) => string.Create(
        CultureInfo.InvariantCulture, $"{files.Added} added, {files.Removed} removed, {files.Changed} changed, {files.Renamed} renamed");

    public static string NameOf(FileChangeKind kind) => kind switch
    {
        FileChangeKind.Added => "added",
        FileChangeKind.Removed => "removed",
        FileChangeKind.Changed => "changed",
        _ => "renamed",
    };
}
