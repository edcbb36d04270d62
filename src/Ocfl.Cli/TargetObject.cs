using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Updates;

namespace Ocfl.Cli;

/// <summary>The object that a command changes, or creates.</summary>
/// <param name="root">The storage root.</param>
/// <param name="folder">Its folder as the user named it.</param>
/// <param name="id">The object's id.</param>
internal sealed class TargetObject(StorageRoot root, string folder, string id)
{
    /// <summary>The object as it is.</summary>
    /// <param name="search">Whether the whole root is searched before a new object is made.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">It cannot be changed, or there can be no such new object.</exception>
    public async Task<UpdateTarget> ReadAsync(bool search, CancellationToken cancellationToken)
    {
        ObjectLookup.RequireId(id);
        OcflObject? existing = await root.OpenObjectAsync(id, cancellationToken).ConfigureAwait(false);
        if (existing is not null)
        {
            return (await existing.WithMutableHeadAsync(cancellationToken).ConfigureAwait(false)).MutableHead is null
                ? await UpdateTarget.FromAsync(existing, cancellationToken).ConfigureAwait(false)
                : throw new ToolException(
                    "--id", id, "the object has a mutable HEAD, which must first be committed or removed by the tool that created it");
        }

        string objectRoot = GetObjectRoot();
        if (await root.FindOverlapAsync(objectRoot, cancellationToken).ConfigureAwait(false) is { } other)
        {
            throw new ToolException("--id", id, $"the layout puts it at '{objectRoot}', and there is an object at '{other}'");
        }

        await ObjectLookup.RequireNowhereAsync(root, id, search, cancellationToken).ConfigureAwait(false);
        return new UpdateTarget { ObjectId = id, ObjectRoot = objectRoot };
    }

    /// <summary>The object as it is, which must exist.</summary>
    /// <exception cref="ToolException">There is no such object, or it cannot be changed.</exception>
    public async Task<UpdateTarget> ReadExistingAsync(CancellationToken cancellationToken)
    {
        UpdateTarget target = await ReadAsync(search: false, cancellationToken).ConfigureAwait(false);
        return target.Inventory is not null ? target : throw new ToolException("--id", id, $"there is no such object in {folder}");
    }

    private string GetObjectRoot()
    {
        try
        {
            return root.GetObjectRoot(id);
        }
        catch (LayoutException exception)
        {
            throw new ToolException("--id", id, exception.Message.TrimEnd('.'));
        }
        catch (UnknownLayoutException)
        {
            throw new ToolException("ROOT", folder, $"has no place for a new object, since {root.LayoutProblem}");
        }
    }
}
