using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

/// <summary>A part of a validation that is done: made once, whichever of two runs was first.</summary>
internal sealed record ValidationPart
{
    /// <summary>The file with what the run that was first has found; null when it found nothing.</summary>
    [JsonPropertyName("findings")]
    public string? Findings { get; init; }

    /// <summary>The objects' roots, in a part that lists a page of them; null in others.</summary>
    [JsonPropertyName("objectRoots")]
    public IReadOnlyList<string>? ObjectRoots { get; init; }

    /// <summary>What was listed; null in a part that lists nothing.</summary>
    [JsonPropertyName("listed")]
    public ListedObjects? Listed { get; init; }

    /// <summary>What was validated; null in a part that lists.</summary>
    [JsonPropertyName("validated")]
    public ValidatedObjects? Validated { get; init; }
}
