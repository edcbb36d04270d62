using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Staging;
using OcflFunctions.Storage;

namespace OcflFunctions.Purges;

/// <summary>The object that is to be purged.</summary>
internal static class PurgedObject
{
    /// <summary>Opens it.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="InvalidUpdateException">It cannot be read, or has no place; the inner exception says why.</exception>
    public static async Task<OcflObject> OpenAsync(ObjectStore objects, string objectId, CancellationToken cancellationToken)
    {
        StorageRoot root = await objects.GetRootAsync(cancellationToken);
        try
        {
            return await root.OpenObjectAsync(objectId, cancellationToken)
                ?? throw new ObjectNotFoundException(objectId, await objects.DescribeMissingAsync(objectId, cancellationToken));
        }
        catch (Exception problem) when (problem is LayoutException
            or UnknownLayoutException
            or ObjectIdMismatchException
            or MisplacedObjectException
            or CorruptObjectException
            or InventoryTooLargeException)
        {
            throw new InvalidUpdateException(problem.Message, problem);
        }
    }
}
