using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The result of an import that has finished.</summary>
public sealed record ImportResult : ImportCounts
{
    /// <summary>A result that is read.</summary>
    [JsonConstructor]
    public ImportResult()
    {
    }

    /// <summary>A result with these numbers.</summary>
    [SetsRequiredMembers]
    public ImportResult(ImportCounts counts, ImportOutcome outcome) : base(counts) => Outcome = outcome;

    /// <summary>The outcome.</summary>
    public required ImportOutcome Outcome { get; init; }

    /// <summary>The first objects that are not in the storage root, with the reasons; the report has all.</summary>
    public IReadOnlyList<ImportedObject> NotImported { get; init; } = [];
}

/// <summary>The outcome of an import.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ImportOutcome>))]
public enum ImportOutcome
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>All objects are in the storage root, imported now or before.</summary>
    Complete,

    /// <summary>Some objects are not.</summary>
    Incomplete,

    /// <summary>It stopped at an object that is not valid or cannot be in this storage root, as the request says.</summary>
    Stopped,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
