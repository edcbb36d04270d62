using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>An update as callers see it.</summary>
public sealed record Update
{
    /// <summary>The update's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The object's id; null when the engine has lost the request.</summary>
    [JsonPropertyName("objectId")]
    public required string? ObjectId { get; init; }

    /// <summary>Its status.</summary>
    [JsonPropertyName("status")]
    public required UpdateStatus Status { get; init; }

    /// <summary>What it is at; null before it starts, and once it has ended.</summary>
    [JsonPropertyName("phase"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdatePhase? Phase { get; init; }

    /// <summary>When it was asked for, in UTC.</summary>
    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last known of it, in UTC.</summary>
    [JsonPropertyName("lastUpdatedAt")]
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>What was asked for.</summary>
    [JsonPropertyName("request"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateRequest? Request { get; init; }

    /// <summary>How far it is; null before it starts.</summary>
    [JsonPropertyName("progress"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateProgress? Progress { get; init; }

    /// <summary>The steps one by one, for a plan of up to a few hundred; null for a larger one, and in a list of updates.</summary>
    [JsonPropertyName("steps"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UpdateStep>? Steps { get; init; }

    /// <summary>How it came out; null until then, and when it failed.</summary>
    [JsonPropertyName("result"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateResult? Result { get; init; }

    /// <summary>Why it failed, is held or is being undone; null when none of these.</summary>
    [JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Where it is, and what can be asked of it.</summary>
    [JsonPropertyName("links")]
    public required UpdateLinks Links { get; init; }

    /// <summary>Whether it has come to its end, however it came out.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is UpdateStatus.Completed or UpdateStatus.Unchanged or UpdateStatus.Failed or UpdateStatus.Cancelled or UpdateStatus.Terminated;
}
