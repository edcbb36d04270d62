using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>ReleaseObject</c>: what <see cref="UpdateIdentity"/> has, and how the update came out.</summary>
/// <param name="Id">The update's id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, in UTC.</param>
/// <param name="Ended">How it ended; null when it was scheduled by a build that did not say.</param>
/// <param name="Granted">When its turn with the object came, in UTC; null when it never did.</param>
public sealed record ReleaseInput(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("created")] DateTimeOffset Created,
    [property: JsonPropertyName("ended"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateStatus? Ended = null,
    [property: JsonPropertyName("granted"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Granted = null);
