using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Lists some objects of the storage root, in order, and tells of what is neither an object nor on the way to one; or finds the one that is asked for.</summary>
public sealed class ListObjects(ObjectStore objects, ValidationStore validations, ValidationTelemetry telemetry)
{
    /// <summary>Run again, it gives the list of the run that was first.</summary>
    [Function(nameof(ListObjects))]
    public async Task<ListedObjects> RunAsync([ActivityTrigger] ListObjectsInput input, CancellationToken cancellationToken)
    {
        string part = ValidationStore.ListOf(input.Page);
        if (await validations.TryGetAsync(input.Validation, part, cancellationToken) is { Listed: { } listed })
        {
            return listed;
        }

        await using FindingsWriter findings = validations.CreateFindings(input.Validation, part);
        RootPage page = await ListAsync(input, findings, cancellationToken);
        ValidationPart made = new()
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
        (ValidationPart first, bool isFirst) = await validations.PublishAsync(input.Validation, part, made, findings, cancellationToken);
        if (isFirst)
        {
            telemetry.Found(findings.Counts);
        }

        return first.Listed!;
    }

    private async Task<RootPage> ListAsync(ListObjectsInput input, FindingsWriter findings, CancellationToken cancellationToken)
    {
        if (input.ObjectId is { } objectId)
        {
            string? objectRoot = await objects.FindObjectRootAsync(objectId, cancellationToken);
            return objectRoot is null ? throw new ObjectNotFoundException(objectId) : new RootPage([objectRoot], Next: null);
        }

        return await new RootPartsValidator(objects.Storage).FindObjectsAsync(
            input.After, input.Count, (finding, cancellation) => findings.AddAsync(finding, objectRoot: "", objectId: null, cancellation), cancellationToken);
    }

    private static bool IsAtTop(string objectRoot) => !objectRoot.Contains('/', StringComparison.Ordinal);
}
