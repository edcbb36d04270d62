using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>NoteHold</c>: what <see cref="UpdateIdentity"/> has, and which of the update's holds it is.</summary>
/// <param name="Id">The update's id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, in UTC.</param>
/// <param name="Number">The hold's number within the update, from 1; null when it was scheduled by a build that did not count them.</param>
public sealed record HoldInput(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("created")] DateTimeOffset Created,
    [property: JsonPropertyName("number"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Number = null);
