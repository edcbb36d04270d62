using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Validations;

/// <summary>Creates the parts of validations, each once, however often their activities run.</summary>
public sealed class ValidationParts(ValidationStore store, ValidationTelemetry telemetry)
{
    /// <summary>Creates a part, unless it exists.</summary>
    /// <param name="validation">The validation.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="makeAsync">Creates it, given the writer of its findings.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The part of the first run. Its findings are counted by the run that created it.</returns>
    internal async Task<ValidationPart> MakeAsync(
        ValidationIdentity validation,
        string part,
        Func<FindingsWriter, Task<ValidationPart>> makeAsync,
        CancellationToken cancellationToken)
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

/// <summary>A finished part of a validation: created once, by the first run.</summary>
internal sealed record ValidationPart
{
    /// <summary>The file with the findings of the first run; null if it found nothing.</summary>
    public string? Findings { get; init; }

    /// <summary>The objects' roots, in a part that lists a page of them; null in others.</summary>
    public IReadOnlyList<string>? ObjectRoots { get; init; }

    /// <summary>What was listed; null in a part that lists nothing.</summary>
    public ListedObjects? Listed { get; init; }

    /// <summary>What was validated; null in a part that lists.</summary>
    public ValidatedObjects? Validated { get; init; }
}

/// <summary>What validations keep in the work area, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ValidationPart))]
[JsonSerializable(typeof(IReadOnlyList<ObjectElsewhere>))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(ReadContent))]
internal sealed partial class ValidationWorkJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable: people read reports too.</summary>
    public static ValidationWorkJson Relaxed => RelaxedContext.Value;

    // In a nested class, since Default, which is generated, may be initialized after the members written here.
    private static class RelaxedContext
    {
        internal static readonly ValidationWorkJson Value = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
