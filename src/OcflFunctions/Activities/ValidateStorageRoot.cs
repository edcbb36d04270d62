using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Validates the storage root itself, when its objects are known: its declaration, its layout and its extensions, and what its objects are together.</summary>
public sealed class ValidateStorageRoot(ObjectStore objects, ValidationStore validations, ValidationTelemetry telemetry)
{
    /// <summary>Run again, it gives what the run that was first has found.</summary>
    [Function(nameof(ValidateStorageRoot))]
    public async Task<ValidatedObjects> RunAsync([ActivityTrigger] ValidateStorageRootInput input, CancellationToken cancellationToken)
    {
        if (await validations.TryGetAsync(input.Validation, ValidationStore.Root, cancellationToken) is { Validated: { } validated })
        {
            return validated;
        }

        await using FindingsWriter findings = validations.CreateFindings(input.Validation, ValidationStore.Root);
        await new RootPartsValidator(objects.Storage).ValidateRootAsync(
            TallyOf(input.State),
            validations.GetElsewhereAsync(input.Validation, cancellationToken),
            (finding, cancellation) => findings.AddAsync(finding, objectRoot: "", objectId: null, cancellation),
            cancellationToken);
        ValidationPart made = new() { Validated = new ValidatedObjects { Counts = findings.Counts } };
        (ValidationPart first, bool isFirst) = await validations.PublishAsync(input.Validation, ValidationStore.Root, made, findings, cancellationToken);
        if (isFirst)
        {
            telemetry.Found(findings.Counts);
        }

        return first.Validated!;
    }

    private static RootTally TallyOf(ValidationState state) => new()
    {
        HasObjectsAtTop = state.HasObjectsAtTop,
        HasObjectsBelow = state.HasObjectsBelow,
        Placed = state.Counts.Placed,
        Misplaced = state.Counts.Misplaced,
    };
}
