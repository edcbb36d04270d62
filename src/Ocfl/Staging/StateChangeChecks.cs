using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>
/// Finds changes that cannot be made before the source's files are known: what <see cref="StageBuilder.Build"/> would refuse once they
/// are staged. What is found is wrong for any content.
/// </summary>
public static class StateChangeChecks
{
    /// <summary>What is wrong with a change alone, in any state.</summary>
    /// <param name="change">The change.</param>
    /// <param name="index">Its place in the list, from 0.</param>
    /// <returns>The first thing; null if nothing is.</returns>
    public static StateChangeException? FindFault(StateChange change, int index)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Catch(() =>
        {
            Split(index, "path", change.Path);
            Split(index, "from", change.From);
            Split(index, "to", change.To);
            Split(index, "content", change.Content);
            RequireApart(index, change);
        });
    }

    /// <summary>The first change that does not fit the state that it will meet.</summary>
    /// <param name="base">The inventory whose head the changes are made to; null for a new object.</param>
    /// <param name="changes">The changes, in order.</param>
    /// <param name="startsFromBase">
    /// Whether the head's state is what the first change meets. Where it is not, since a source's files are in it or make it up, nothing
    /// is known of it, and only what is restored is checked, until the whole state is.
    /// </param>
    /// <param name="limits">How much larger the state may become; null for the defaults.</param>
    /// <returns>Null if all may fit: what the source has is taken for granted.</returns>
    public static StateChangeException? FindMisfit(
        Inventory? @base, IReadOnlyList<StateChange> changes, bool startsFromBase, StateChangeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count == 0)
        {
            return null;
        }

        StateChanges applied = new(@base, _ => "", digest => digest, limits ?? StateChangeLimits.Default);
        return Catch(() =>
        {
            if (startsFromBase)
            {
                applied.Apply(StateTree.Of(@base?.HeadVersion.State.Paths ?? []), changes);
            }
            else
            {
                applied.CheckRestores(changes);
            }
        });
    }

    /// <summary>The names in a path.</summary>
    /// <exception cref="StateChangeException">The path cannot be in a version state.</exception>
    internal static string[] Split(int index, string field, string? path)
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            LogicalPath.CheckOne(path);
            string[] names = path.Split('/');
            StateTree.RequireDepth(path, names);
            return names;
        }
        catch (StageConflictException conflict)
        {
            throw new StateChangeException(index, field, conflict.Message);
        }
    }

    /// <summary>Refuses to put a directory into itself.</summary>
    /// <exception cref="StateChangeException">The change does.</exception>
    internal static void RequireApart(int index, StateChange change)
    {
        if (change.From is { } from && change.To is { } to && StoragePath.IsWithin(to, from))
        {
            throw new StateChangeException(index, "to", $"'{to}' is '{from}' itself, or within it.");
        }
    }

    private static StateChangeException? Catch(Action look)
    {
        try
        {
            look();
            return null;
        }
        catch (StateChangeException fault)
        {
            return fault;
        }
        catch (StageConflictException)
        {
            // Of the base, not of a change.
            return null;
        }
    }
}
