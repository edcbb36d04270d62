using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Validates the storage root itself, when its objects are known: its declaration, its layout and its extensions, and what its objects are together.</summary>
public sealed class ValidateStorageRoot(ObjectStore objects, ValidationStore validations, ValidationParts parts)
{
    /// <summary>Run again, it gives what the run that was first has found.</summary>
    [Function(nameof(ValidateStorageRoot))]
    public async Task<ValidatedObjects> RunAsync([ActivityTrigger] ValidateStorageRootInput input, CancellationToken cancellationToken)
    {
        ValidationPart part = await parts.MakeAsync(input.Validation, ValidationStore.Root, findings => MakeAsync(input, findings, cancellationToken), cancellationToken);
        return part.Validated!;
    }

    private async Task<ValidationPart> MakeAsync(ValidateStorageRootInput input, FindingsWriter findings, CancellationToken cancellationToken)
    {
        await new RootPartsValidator(objects.Storage).ValidateRootAsync(
            TallyOf(input.State),
            validations.GetElsewhereAsync(input.Validation, cancellationToken),
            findings.ForRoot(input.Try),
            cancellationToken);
        return new ValidationPart { Validated = new ValidatedObjects { Counts = findings.Counts } };
    }

    private static RootTally TallyOf(ValidationState state) => new()
    {
        HasObjectsAtTop = state.HasObjectsAtTop,
        HasObjectsBelow = state.HasObjectsBelow,
        Placed = state.Counts.Placed,
        Misplaced = state.Counts.Misplaced,
    };
}
