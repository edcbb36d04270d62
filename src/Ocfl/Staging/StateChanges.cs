using System.Text;
using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>Applies changes to a version state, in order: a pure function.</summary>
/// <param name="history">The object's inventory, for what is restored; null for a new object.</param>
/// <param name="findContent">Gives the digest of the source's file at a path, for what is added; null if there is none.</param>
/// <param name="translate">Gives a digest of the inventory in the stage's algorithm.</param>
/// <param name="limits">How much larger the state may become. It is counted before any path is added.</param>
internal sealed class StateChanges(
    Inventory? history, Func<string, string?> findContent, Func<string, string> translate, StateChangeLimits limits)
{
    private readonly Dictionary<int, StateTree> _versions = [];

    /// <summary>The state after the changes.</summary>
    /// <exception cref="StateChangeException">A change does not fit what it meets.</exception>
    public StateTree Apply(StateTree state, IReadOnlyList<StateChange> changes) => Apply(state, changes, first: 0);

    /// <summary>
    /// Checks what is restored if nothing is known of the state, and at all changes after one that restores the whole of it.
    /// </summary>
    /// <exception cref="StateChangeException">A change cannot be made in any state.</exception>
    public void CheckRestores(IReadOnlyList<StateChange> changes)
    {
        for (int index = 0; index < changes.Count; index++)
        {
            if (changes[index].Kind == StateChangeKind.Restore)
            {
                StateTree restored = new Step(this, StateTree.Empty, changes[index], index).FindRestored();
                if (changes[index].Path is null)
                {
                    Apply(restored, changes, index + 1);
                    return;
                }
            }
        }
    }

    private StateTree Apply(StateTree state, IReadOnlyList<StateChange> changes, int first)
    {
        long mostFiles = state.Files + limits.MaxAddedPaths;
        long mostBytes = state.PathBytes + limits.MaxAddedPathBytes;
        for (int index = first; index < changes.Count; index++)
        {
            StateChange change = changes[index];
            StateTree before = state;
            state = new Step(this, state, change, index).Apply();
            if (change is { Kind: StateChangeKind.Restore, Path: null })
            {
                // The whole of a version that the object has.
                mostFiles = Math.Max(mostFiles, state.Files + limits.MaxAddedPaths);
                mostBytes = Math.Max(mostBytes, state.PathBytes + limits.MaxAddedPathBytes);
            }
            else if (state.Files > mostFiles)
            {
                throw TooLarge(
                    index,
                    change,
                    $"the changes would add {state.Files - mostFiles + limits.MaxAddedPaths} paths by then; they may add {limits.MaxAddedPaths} ({limits.AddedPathsName}).");
            }
            else if (state.PathBytes > mostBytes && state.PathBytes > before.PathBytes)
            {
                throw TooLarge(
                    index,
                    change,
                    $"the changes would make the paths {state.PathBytes - mostBytes + limits.MaxAddedPathBytes} bytes longer in all by then; they may make them {limits.MaxAddedPathBytes} bytes longer ({limits.AddedPathBytesName}).");
            }
        }

        return state;
    }

    private static StateChangeException TooLarge(int index, StateChange change, FormattableString rule) =>
        new(index, change.Kind is StateChangeKind.Copy or StateChangeKind.Rename ? "to" : "path", FormattableString.Invariant(rule))
        {
            IsTooLarge = true,
        };

    private StateTree GetVersion(int number)
    {
        if (!_versions.TryGetValue(number, out StateTree? state))
        {
            state = StateTree.Of(
                history!.Versions[number - 1].State.Paths.Select(file => KeyValuePair.Create(file.Key, translate(file.Value))));
            _versions.Add(number, state);
        }

        return state;
    }

    private readonly struct Step(StateChanges changes, StateTree state, StateChange change, int index)
    {
        public StateTree Apply() => change.Kind switch
        {
            StateChangeKind.Add => Add(),
            StateChangeKind.Replace => Replace(),
            StateChangeKind.Remove => Remove(),
            StateChangeKind.Rename => Move(keep: false),
            StateChangeKind.Copy => Move(keep: true),
            StateChangeKind.Restore => Restore(),
            _ => throw Wrong("op", $"there is no change '{change.Kind}'."),
        };

        private StateTree Add()
        {
            string[] path = Split("path", change.Path);
            RequireFree("path", path, state);
            return state.Put(path, Content());
        }

        private StateTree Replace()
        {
            string[] path = Split("path", change.Path);
            StateTree present = RequirePresent("path", path, state);
            return present.Digest is not null
                ? state.Put(path, Content())
                : throw Wrong("path", $"'{change.Path}' is a directory, and only a file can be replaced.");
        }

        private StateTree Remove()
        {
            string[] path = Split("path", change.Path);
            RequirePresent("path", path, state);
            return state.Without(path);
        }

        private StateTree Move(bool keep)
        {
            string[] from = Split("from", change.From);
            string[] to = Split("to", change.To);
            StateTree item = RequirePresent("from", from, state);
            StateChangeChecks.RequireApart(index, change);
            RequireFree("to", to, state);
            RequireLength(item, change.From!, change.To!, to.Length);
            return (keep ? state : state.Without(from)).Put(to, item);
        }

        /// <summary>What a restore brings back.</summary>
        public StateTree FindRestored()
        {
            StateTree version = changes.GetVersion(RequireVersion());
            return change.Path is null
                ? version
                : version.Find(Split("path", change.Path)) ?? throw Wrong("path", $"'{change.Path}' is not in version {change.Version}.");
        }

        private StateTree Restore()
        {
            StateTree item = FindRestored();
            if (change.Path is null)
            {
                return item;
            }

            string[] path = Split("path", change.Path);
            StateTree others = state.Without(path);
            RequireNoFileAbove("path", path, others);
            return others.Put(path, item);
        }

        private int RequireVersion()
        {
            if (!VersionNumber.TryParse(change.Version, out VersionNumber version))
            {
                throw Wrong("version", $"'{change.Version}' is not a version number such as v1.");
            }

            return changes.History is { } history && version.Number <= history.Head.Number
                ? version.Number
                : throw Wrong(
                    "version",
                    changes.History is null ? $"there is no object yet to restore {version} "
                        + $"from." : $"the object has no version {version}; its newest is {changes.History.Head}.");
        }

        private StateTree Content()
        {
            string source = change.SourcePath!;
            return changes.FindContent(source) is { } digest
                ? StateTree.File(digest)
                : throw Wrong(change.Content is null ? "path" : "content", $"the source has no file '{source}'.");
        }

        private string[] Split(string field, string? path)
        {
            return path is null ? throw Wrong(field, $"the change '{change.Kind}' needs it.") : StateChangeChecks.Split(index, field, path);
        }

        private StateTree RequirePresent(string field, string[] path, StateTree within) =>
            within.Find(path) ?? throw Wrong(field, $"there is no '{string.Join('/', path)}'.");

        private void RequireFree(string field, string[] path, StateTree within)
        {
            if (within.Find(path) is { } present)
            {
                throw Wrong(field, $"there is a {(present.Digest is null ? "directory" : "file")} '{string.Join('/', path)}' already.");
            }

            RequireNoFileAbove(field, path, within);
        }

        private void RequireNoFileAbove(string field, string[] path, StateTree within)
        {
            StateTree? above = within;
            for (int length = 1; length < path.Length && above is not null; length++)
            {
                above = above.Find([path[length - 1]]);
                if (above?.Digest is not null)
                {
                    throw Wrong(
                        field,
                        $"'{string.Join('/', path[..length])}' is a file, and '{string.Join('/', path)}' needs a directory of that name.");
                }
            }
        }

        /// <summary>Refuses to move a directory to where what is in it has paths that are too long, or too deep to be walked.</summary>
        private void RequireLength(StateTree item, string from, string to, int toNames)
        {
            (int bytes, int names) = item.Longest;
            int inner = bytes == 0 ? 0 : bytes + 1;
            int most = Math.Max(StateChangeLimits.MaxPathBytes, Encoding.UTF8.GetByteCount(from) + inner);
            if (Encoding.UTF8.GetByteCount(to) + inner is int length && length > most)
            {
                throw TooLarge(
                    index, change, $"a path in '{from}' would have {length} bytes there; it may have {StateChangeLimits.MaxPathBytes}.");
            }

            if (toNames + names > StateTree.MostNames)
            {
                throw TooLarge(
                    index, change, $"a path in '{from}' would have {toNames + names} names there; it may have {StateTree.MostNames}.");
            }
        }

        private StateChangeException Wrong(string field, string rule) => new(index, field, rule);
    }

    private Inventory? History => history;

    private string? FindContent(string path) => findContent(path);
}
