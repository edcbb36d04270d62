using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Lists some objects of the storage root, in order, and tells of what is neither an object nor on the way to one; or finds the one that is asked for.</summary>
public sealed class ListObjects(ObjectStore objects, ValidationParts parts)
{
    /// <summary>Run again, it gives the list of the run that was first.</summary>
    [Function(nameof(ListObjects))]
    public async Task<ListedObjects> RunAsync([ActivityTrigger] ListObjectsInput input, CancellationToken cancellationToken)
    {
        ValidationPart part = await parts.MakeAsync(input.Validation, ValidationStore.ListOf(input.Page), findings => MakeAsync(input, findings, cancellationToken), cancellationToken);
        return part.Listed!;
    }

    private async Task<ValidationPart> MakeAsync(ListObjectsInput input, FindingsWriter findings, CancellationToken cancellationToken)
    {
        RootPage page = await ListAsync(input, findings, cancellationToken);
        return new ValidationPart
        {
            ObjectRoots = page.ObjectRoots,
            Listed = new ListedObjects
            {
                Objects = page.ObjectRoots.Count,
                Next = page.Next,
                HasObjectsAtTop = page.ObjectRoots.Any(IsAtTop),
                HasObjectsBelow = !page.ObjectRoots.All(IsAtTop),
                Counts = findings.Counts,
            },
        };
    }

    private async Task<RootPage> ListAsync(ListObjectsInput input, FindingsWriter findings, CancellationToken cancellationToken)
    {
        if (input.ObjectId is { } objectId)
        {
            string? objectRoot = await objects.FindObjectRootAsync(objectId, cancellationToken);
            return objectRoot is null
                ? throw new ObjectNotFoundException(objectId, await objects.DescribeMissingAsync(objectId, cancellationToken))
                : new RootPage([objectRoot], Next: null);
        }

        return await new RootPartsValidator(objects.Storage).FindObjectsAsync(
            input.After, input.Count, findings.ForRoot(input.Try), cancellationToken);
    }

    private static bool IsAtTop(string objectRoot) => !objectRoot.Contains('/', StringComparison.Ordinal);
}
