using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The body of a request that the service sends to a receiver of notifications (<c>Ocfl:Notify</c>).</summary>
public sealed record Notification
{
    /// <summary>What happened.</summary>
    public required NotificationKind Type { get; init; }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>About what.</summary>
    public required NotificationData Data { get; init; }
}

/// <summary>What a notification is about.</summary>
public sealed record NotificationData
{
    /// <summary>The id of the update, the validation, the import or the run of an audit.</summary>
    public required string Id { get; init; }

    /// <summary>The object's id; null for a validation of the storage root and for an import.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    /// <summary>The object's root from the storage root, for a finding of an audit; null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectRoot { get; init; }

    /// <summary>
    /// The status of an update, or the outcome of a validation or an import; <c>Failed</c> for an import that could not list its source.
    /// For a finding of an audit <c>Invalid</c>, <c>Missing</c>, <c>Valid</c> or <c>Removed</c>.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>How many findings a validation has that are errors; null for an update or an import.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Errors { get; init; }

    /// <summary>How many findings say that something could not be checked; null for an update or an import.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Unchecked { get; init; }

    /// <summary>How many objects an import has brought into the storage root; null for an update or a validation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Imported { get; init; }

    /// <summary>How many objects of an import are done and not in the storage root; null for an update or a validation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? NotImported { get; init; }

    /// <summary>The codes of the errors of a finding of an audit, each once; null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Codes { get; init; }
}

/// <summary>What a notification reports.</summary>
[JsonConverter(typeof(NotificationKindConverter))]
public enum NotificationKind
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>An update has finished, in whatever way but a termination: <c>update.ended</c>.</summary>
    UpdateEnded,

    /// <summary>An update is held: <c>update.held</c>.</summary>
    UpdateHeld,

    /// <summary>A validation has finished with another outcome than <c>Valid</c>: <c>validation.findings</c>.</summary>
    ValidationFindings,

    /// <summary>An import has finished, in whatever way but a termination: <c>import.ended</c>.</summary>
    ImportEnded,

    /// <summary>An audit has found an object bad twice, and it was not known to be: <c>audit.finding</c>.</summary>
    AuditFinding,

    /// <summary>An object that audits found bad is good, or was removed: <c>audit.closed</c>.</summary>
    AuditClosed,
}

/// <summary>Writes the kinds of notifications as <c>update.ended</c>.</summary>
public sealed class NotificationKindConverter : JsonConverter<NotificationKind>
{
    private static readonly (NotificationKind Kind, string Name)[] Names =
    [
        (NotificationKind.UpdateEnded, "update.ended"),
        (NotificationKind.UpdateHeld, "update.held"),
        (NotificationKind.ValidationFindings, "validation.findings"),
        (NotificationKind.ImportEnded, "import.ended"),
        (NotificationKind.AuditFinding, "audit.finding"),
        (NotificationKind.AuditClosed, "audit.closed"),
    ];

    /// <summary>The name of a kind in JSON.</summary>
    public static string NameOf(NotificationKind kind) => Array.Find(Names, name => name.Kind == kind).Name ?? "unknown";

    /// <inheritdoc/>
    public override NotificationKind Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Array.Find(Names, name => name.Name == text).Kind;
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer, NotificationKind value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(NameOf(value));
    }
}
