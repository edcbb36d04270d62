using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>Turns the paths and patterns of <c>cp</c>, <c>mv</c>, <c>rm</c> and <c>restore</c> into changes of a version state.</summary>
internal static class PathEdits
{
    private const string From = "FROM";
    private const string To = "TO";
    private const string Path = "PATH";

    /// <summary>The changes that copy or move files and folders.</summary>
    /// <param name="state">The state.</param>
    /// <param name="where">What it is, for messages.</param>
    /// <param name="from">The paths and patterns of what is copied or moved.</param>
    /// <param name="to">Where: a folder that receives them, or a new path for one.</param>
    /// <param name="keeps">Whether they also stay where they are.</param>
    /// <param name="overwrites">Whether files may be replaced.</param>
    /// <exception cref="ToolException">Something does not exist, or would take the place of something else.</exception>
    public static IReadOnlyList<StateChange> Move(
        DigestMap state, string where, IReadOnlyList<string> from, string to, bool keeps, bool overwrites)
    {
        LogicalTree tree = new(state);
        string[] moved = [.. from.SelectMany(text => tree.Find(From, text, where)).Distinct(StringComparer.Ordinal)];
        string? folder = Commands.SourceArguments.ReadFolder(to, To)!;
        bool isFolder = folder.Length == 0 || to.EndsWith('/') || tree.HasFolder(folder) || moved.Length > 1;
        if (isFolder && tree.HasFile(folder))
        {
            throw new ToolException(To, to, "is a file, and must be a folder here");
        }

        List<StateChange> changes = [];
        Dictionary<string, string> taken = new(StringComparer.Ordinal);
        foreach (string path in moved)
        {
            string target = isFolder ? StoragePath.Combine(folder, StoragePath.GetName(path)) : folder;
            if (!taken.TryAdd(target, path))
            {
                throw new ToolException(To, to, $"'{taken[target]}' and '{path}' would both become '{target}'");
            }

            if (MakeWay(tree, to, path, target, overwrites))
            {
                changes.Add(new StateChange { Kind = StateChangeKind.Remove, Path = target });
            }

            changes.Add(new StateChange
            {
                Kind = keeps ? StateChangeKind.Copy : StateChangeKind.Rename,
                From = path,
                To = target,
            });
        }

        return changes;
    }

    /// <summary>The changes that remove files and folders.</summary>
    /// <param name="state">The state.</param>
    /// <param name="where">What it is, for messages.</param>
    /// <param name="paths">The paths and patterns of what is removed.</param>
    /// <exception cref="ToolException">Something does not exist.</exception>
    public static IReadOnlyList<StateChange> Remove(DigestMap state, string where, IReadOnlyList<string> paths)
    {
        LogicalTree tree = new(state);
        return [.. tree.FindAll(Path, paths, where)
            .Select(path => new StateChange { Kind = StateChangeKind.Remove, Path = path })];
    }

    /// <summary>The changes that make files and folders what they were in a version.</summary>
    /// <param name="version">The version's state.</param>
    /// <param name="number">The version.</param>
    /// <param name="paths">The paths and patterns of what is restored; empty for all.</param>
    /// <exception cref="ToolException">Something was not in the version.</exception>
    public static IReadOnlyList<StateChange> Restore(DigestMap version, VersionNumber number, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return [new StateChange { Kind = StateChangeKind.Restore, Version = number.ToString() }];
        }

        LogicalTree tree = new(version);
        return [.. tree.FindAll(Path, paths, number.ToString())
            .Select(path => new StateChange { Kind = StateChangeKind.Restore, Path = path, Version = number.ToString() })];
    }

    /// <summary>Checks that a path is free.</summary>
    /// <returns>Whether there is a file, which may be replaced.</returns>
    private static bool MakeWay(LogicalTree tree, string to, string path, string target, bool overwrites)
    {
        if (target == path || StoragePath.IsWithin(target, path))
        {
            throw new ToolException(To, to, $"'{target}' {(target == path ? "is" : "is within")} '{path}' itself");
        }

        if (tree.HasFolder(target))
        {
            throw new ToolException(To, to, $"there is a folder '{target}' already");
        }

        if (!tree.HasFile(target))
        {
            return false;
        }

        return !overwrites ? throw new ToolException(To, to, $"there is a file '{target}' already; --overwrite replaces it")
            : tree.HasFile(path) ? true
            : throw new ToolException(To, to, $"there is a file '{target}' already, and '{path}' is a folder");
    }
}
