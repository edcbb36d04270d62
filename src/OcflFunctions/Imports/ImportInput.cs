using System.Globalization;
using System.Text.Json.Serialization;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Imports;

/// <summary>The input of the orchestration <c>ImportObjects</c>.</summary>
/// <param name="Request">The request.</param>
/// <param name="Settings">The settings.</param>
/// <param name="State">How far it is, if it has continued as new; null at the start.</param>
public sealed record ImportInput(
    ImportRequest Request,
    ImportSettings Settings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImportState? State = null);

/// <summary>Which import an activity belongs to.</summary>
/// <param name="Id">The import's id, which is the orchestration's instance id.</param>
/// <param name="StartedAt">When it started, in UTC. If an operator restarts it, it has another time, and so another report.</param>
public sealed record ImportIdentity(string Id, DateTimeOffset StartedAt)
{
    /// <summary>The instance id of the orchestration that imports one of its objects; it owns what is not committed.</summary>
    /// <param name="number">The object's number, from 0.</param>
    public string OwnerOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{Id}-{StartedAt.UtcTicks:x}-{number}");
}

/// <summary>How far an import is: its state when it continues as new.</summary>
public sealed record ImportState
{
    /// <summary>When the first run started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How many pages of objects are done.</summary>
    public int Pages { get; init; }

    /// <summary>Where the next page starts; null for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>How many objects have been listed.</summary>
    public long Listed { get; init; }

    /// <summary>What became of those that are done.</summary>
    public ImportCounts Counts { get; init; } = new();

    /// <summary>The first objects that are not in the storage root.</summary>
    public IReadOnlyList<ImportedObject> NotImported { get; init; } = [];
}

/// <summary>The input of the orchestration <c>ImportObject</c>: one object of an import.</summary>
/// <param name="Import">The import.</param>
/// <param name="Page">The page of the list that has the object.</param>
/// <param name="Index">Its place in the page, from 0.</param>
/// <param name="Number">Its number in the whole list, from 0.</param>
/// <param name="Source">Where the objects are.</param>
/// <param name="Settings">The settings.</param>
public sealed record ObjectImportInput(
    ImportIdentity Import, int Page, int Index, long Number, ImportSource Source, ImportSettings Settings);

/// <summary>An object that is being imported, for activities.</summary>
/// <param name="Import">The import.</param>
/// <param name="Number">The object's number in the list.</param>
/// <param name="Source">Where the objects are.</param>
/// <param name="SourcePath">The object's root, from the source's top.</param>
/// <param name="ObjectId">The object's id.</param>
public sealed record ObjectImport(ImportIdentity Import, long Number, ImportSource Source, string SourcePath, string ObjectId)
{
    /// <summary>The owner of what is not committed.</summary>
    [JsonIgnore]
    public string Owner => Import.OwnerOf(Number);
}

/// <summary>
/// Checks the input of an import before anything is done, as is done for updates: the engine's own API starts an orchestration with any
/// input.
/// </summary>
internal static class ImportInputCheck
{
    /// <summary>Refuses an input that no import can use. A pure function of the input, so that a replay has the same result.</summary>
    /// <exception cref="InvalidUpdateException">Something is missing, or not valid; the message names it.</exception>
    public static void Require(ImportInput? input)
    {
        if (InputFaults.Find("import", input?.Request, input?.Settings, () => FaultsOf(input!.Request.Source, input.Settings)) is { } fault)
        {
            throw new InvalidUpdateException(fault);
        }
    }

    /// <summary>The same for one object of an import.</summary>
    /// <exception cref="InvalidUpdateException">Something is missing, or not valid; the message names it.</exception>
    public static void Require(ObjectImportInput? input)
    {
        if (InputFaults.Find("import", input?.Import, input?.Settings, () => FaultsOf(input!.Source, input.Settings)) is { } fault)
        {
            throw new InvalidUpdateException(fault);
        }
    }

    private static IEnumerable<string> FaultsOf(ImportSource? source, ImportSettings settings) =>
    [
        .. source is { Directory: not null } or { Container: not null }
            ? []
            : (string[])["'source' must have 'directory' or 'container'"],
        .. InputFaults.Describe("settings", ImportSettingsRules.Find(settings)),
    ];
}
