using System.Text.Json;

namespace OcflFunctions.Client;

/// <summary>The states of steps, which begin with a small letter on the wire.</summary>
internal sealed class StepStateConverter() : UnknownFallbackConverter<StepState>(JsonNamingPolicy.CamelCase);
