using System.Text;
using System.Text.Json;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Layouts;

namespace Ocfl.Validation;

/// <summary>The layout that a storage root declares, and whether its objects are in their places (OCFL 1.1, section 4.1).</summary>
internal sealed class RootLayout
{
    public const string FileName = "ocfl_layout.json";

    private const int MaxLength = 1 << 20;

    private readonly IStorageLayout? _layout;
    private long _placed;
    private long _misplaced;

    private RootLayout(IStorageLayout? layout) => _layout = layout;

    /// <summary>A root without a layout.</summary>
    public static RootLayout None() => new(null);

    /// <summary>Reads and checks <c>ocfl_layout.json</c> and the configuration of the extension that it names.</summary>
    public static async Task<RootLayout> ReadAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        (bool isRead, string? text) = await context.ReadShortTextAsync(FileName, MaxLength, cancellationToken).ConfigureAwait(false);
        string? extension = isRead ? await CheckFileAsync(text, context, cancellationToken).ConfigureAwait(false) : null;
        if (extension is null)
        {
            return None();
        }

        string path = $"extensions/{extension}/config.json";
        bool? hasConfiguration = await context.HasFileAsync(path, cancellationToken).ConfigureAwait(false);
        ShortText configuration = hasConfiguration switch
        {
            true => await context.ReadShortTextAsync(path, MaxLength, cancellationToken).ConfigureAwait(false),
            false => new ShortText(true, ""),
            null => default,
        };
        if (!configuration.IsRead)
        {
            return None();
        }

        IStorageLayout? layout = Create(extension, configuration.Text, context.Options.Layouts, out string? fault);
        if (layout is null)
        {
            await context.ReportAtAsync(
                FindingCodes.PlacesNotChecked,
                $"The layout cannot be used, so that the places of objects were not checked: {fault}",
                path,
                cancellationToken).ConfigureAwait(false);
        }

        return new(layout);
    }

    private static IStorageLayout? Create(string extension, string? configuration, StorageLayouts layouts, out string? fault)
    {
        fault = configuration is null
            ? $"its configuration is longer than {MaxLength} bytes or not in UTF-8."
            : $"{FindingNotes.Show(extension)} is not among the layouts that are known here.";
        try
        {
            return configuration is not null && layouts.TryCreate(
                extension, Encoding.UTF8.GetBytes(configuration), out IStorageLayout? layout) ? layout : null;
        }
        catch (LayoutConfigurationException exception)
        {
            fault = exception.Message;
            return null;
        }
    }

    /// <summary>Where an object with this id belongs; null if that is not known.</summary>
    public string? FindPlace(string objectId)
    {
        try
        {
            return objectId.Length == 0 ? null : _layout?.GetObjectRoot(objectId);
        }
        catch (LayoutException)
        {
            return null;
        }
    }

    /// <summary>Describes where an object must be, if it is elsewhere.</summary>
    /// <returns>What is wrong with its place; null if nothing is wrong, or the place is not known.</returns>
    public string? FindMisplacement(string objectId, string path, out ObjectPlace place)
    {
        place = ObjectPlace.Unknown;
        if (_layout is null || objectId.Length == 0)
        {
            return null;
        }

        string fault;
        try
        {
            string expected = _layout.GetObjectRoot(objectId);
            if (expected == path)
            {
                Interlocked.Increment(ref _placed);
                place = ObjectPlace.Right;
                return null;
            }

            fault = $"The object with the id {FindingNotes.Show(objectId)} is here, but the layout {_layout.ExtensionName} puts it at "
                + $"{FindingNotes.Show(expected)}; it must be there.";
        }
        catch (LayoutException exception)
        {
            fault = $"The layout {_layout.ExtensionName} has no place for this object: {exception.Message}";
        }

        Interlocked.Increment(ref _misplaced);
        place = ObjectPlace.Wrong;
        return fault;
    }

    /// <summary>Reports whether the root's objects together follow the layout.</summary>
    public ValueTask ReportAsync(ObjectContext context, CancellationToken cancellationToken) =>
        ReportAsync(context, _placed, _misplaced, cancellationToken);

    /// <summary>Reports whether the root's objects together follow the layout, by counts of the caller.</summary>
    public async ValueTask ReportAsync(ObjectContext context, long placed, long misplaced, CancellationToken cancellationToken)
    {
        if (misplaced == 0 || _layout is null)
        {
            return;
        }

        if (placed == 0)
        {
            await context.ReportAtAsync(
                FindingCodes.E071,
                $"No object is where {_layout.ExtensionName} puts it; the extension must be the one that describes the arrangement of "
                    + "this root.",
                FileName,
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await context.ReportAtAsync(
                FindingCodes.W014,
                $"{misplaced} of {placed + misplaced} objects are not where {_layout.ExtensionName} puts them; a root should keep to "
                    + "one layout.",
                FileName,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string?> CheckFileAsync(string? text, ObjectContext context, CancellationToken cancellationToken)
    {
        JsonDocument? document = TryParse(text, out string? fault);
        using (document)
        {
            string? extension = document is null ? null : TextOf(document.RootElement, "extension", ref fault);
            _ = document is null ? null : TextOf(document.RootElement, "description", ref fault);
            if (fault is not null)
            {
                await context.ReportAtAsync(
                    FindingCodes.E070,
                    $"The file {fault}; it must be a JSON object with the texts 'extension' and 'description'.",
                    FileName,
                    cancellationToken).ConfigureAwait(false);
            }

            if (extension is not null && !RegisteredExtensions.IsLayout(extension) && !context.Options.Layouts.Contains(extension))
            {
                await context.ReportAtAsync(
                    FindingCodes.E071,
                    $"{FindingNotes.Show(extension)} is not the name of a registered extension that describes the arrangement of a "
                        + "storage root; it must be.",
                    FileName,
                    cancellationToken).ConfigureAwait(false);
                return null;
            }

            return extension;
        }
    }

    private static JsonDocument? TryParse(string? text, out string? fault)
    {
        fault = text is null ? $"is longer than {MaxLength} bytes or not in UTF-8" : null;
        if (text is null)
        {
            return null;
        }

        try
        {
            JsonDocument document = JsonText.Parse(Encoding.UTF8.GetBytes(text));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            fault = "is not a JSON object";
        }
        catch (InvalidJsonException invalid)
        {
            fault = "is not JSON: " + invalid.Message;
        }

        return null;
    }

    private static string? TextOf(JsonElement root, string name, ref string? fault)
    {
        if (root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        fault ??= $"has no text '{name}'";
        return null;
    }
}
