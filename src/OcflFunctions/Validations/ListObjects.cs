using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Validations;

/// <summary>
/// Lists a page of the objects of the storage root, in order, and reports what is neither an object nor on the path to one; or finds
/// the one object that is requested.
/// </summary>
public sealed class ListObjects(ObjectStore objects, ValidationParts parts)
{
    /// <summary>Idempotent: it returns the list of the first run.</summary>
    [Function(nameof(ListObjects))]
    public async Task<ListedObjects> RunAsync([ActivityTrigger] ListObjectsInput input, CancellationToken cancellationToken)
    {
        ValidationPart part = await parts.MakeAsync(
            input.Validation,
            ValidationStore.ListOf(input.Page),
            findings => MakeAsync(input, findings, cancellationToken),
            cancellationToken);
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

        return await new PagedRootValidator(objects.Storage).FindObjectsAsync(
            input.After, input.Count, findings.ForRoot(input.Try), cancellationToken);
    }

    private static bool IsAtTop(string objectRoot) => !objectRoot.Contains('/', StringComparison.Ordinal);
}

/// <summary>The input of the activity <c>ListObjects</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="Page">The page's number, from 0.</param>
/// <param name="Count">How many objects it may have.</param>
/// <param name="ObjectId">The only object; null for all of the storage root.</param>
/// <param name="After">Where the page starts; null for the first.</param>
/// <param name="Try">What to do with a directory that cannot be read now.</param>
public sealed record ListObjectsInput(
    ValidationIdentity Validation,
    int Page,
    int Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ObjectId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null,
    ValidationTry Try = ValidationTry.Again);

/// <summary>What the activity <c>ListObjects</c> found: the objects themselves are in the work area.</summary>
public sealed record ListedObjects
{
    /// <summary>How many objects the page has.</summary>
    public int Objects { get; init; }

    /// <summary>Where the next page starts; null if this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }

    /// <summary>Whether there are objects that are direct children of the storage root.</summary>
    public bool HasObjectsAtTop { get; init; }

    /// <summary>Whether there are objects that are deeper.</summary>
    public bool HasObjectsBelow { get; init; }

    /// <summary>What was found on the paths to the objects.</summary>
    public ValidationCounts Counts { get; init; } = new();
}
