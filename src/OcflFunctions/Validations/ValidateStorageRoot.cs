using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Storage;

namespace OcflFunctions.Validations;

/// <summary>
/// Validates the storage root itself, once its objects are known: its declaration, its layout and its extensions, and how its objects
/// fit them.
/// </summary>
public sealed class ValidateStorageRoot(ObjectStore objects, ValidationStore validations, ValidationParts parts)
{
    /// <summary>Idempotent: it returns what the first run found.</summary>
    [Function(nameof(ValidateStorageRoot))]
    public async Task<ValidatedObjects> RunAsync([ActivityTrigger] ValidateStorageRootInput input, CancellationToken cancellationToken)
    {
        ValidationPart part = await parts.MakeAsync(
            input.Validation, ValidationStore.Root, findings => MakeAsync(input, findings, cancellationToken), cancellationToken);
        return part.Validated!;
    }

    private async Task<ValidationPart> MakeAsync(
        ValidateStorageRootInput input, FindingsWriter findings, CancellationToken cancellationToken)
    {
        await new PagedRootValidator(objects.Storage).ValidateRootAsync(
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

/// <summary>The input of the activity <c>ValidateStorageRoot</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="State">The totals of the root's objects.</param>
/// <param name="Try">What to do with a file or directory that cannot be read now.</param>
public sealed record ValidateStorageRootInput(
    ValidationIdentity Validation,
    ValidationState State,
    ValidationTry Try = ValidationTry.Again);
