using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;

namespace OcflFunctions.Work;

/// <summary>Makes the parts of validations, each once, however often the activities run that make them.</summary>
public sealed class ValidationParts(ValidationStore store, ValidationTelemetry telemetry)
{
    /// <summary>Makes a part, unless it is there.</summary>
    /// <param name="validation">The validation.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="makeAsync">Makes it, given what takes its findings.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The part that was first, be it this one. Its findings are counted by the run that made it.</returns>
    internal async Task<ValidationPart> MakeAsync(
        ValidationIdentity validation, string part, Func<FindingsWriter, Task<ValidationPart>> makeAsync, CancellationToken cancellationToken)
    {
        if (await store.TryGetAsync(validation, part, cancellationToken) is { } there)
        {
            return there;
        }

        await using FindingsWriter findings = store.CreateFindings(validation, part);
        ValidationPart made = await makeAsync(findings);
        (ValidationPart first, bool isFirst) = await store.PublishAsync(validation, part, made, findings, cancellationToken);
        if (isFirst)
        {
            telemetry.Found(findings.Counts);
        }

        return first;
    }
}
