using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ocfl.Ingests;

/// <summary>
/// A manifest of versions to create, one after the other: JSON lines, or CSV with a header (RFC 4180). It is read line by line, and never
/// held whole.
/// </summary>
public static class IngestManifest
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a manifest.</summary>
    /// <param name="content">The text, in UTF-8. It stays open.</param>
    /// <param name="defaults">What lines have that do not say it themselves.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each line, also those that are not valid.</returns>
    /// <exception cref="IngestManifestException">The header is not valid, or the text cannot be read as lines.</exception>
    public static async IAsyncEnumerable<IngestLine> ReadAsync(
        Stream content, IngestDefaults defaults, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(defaults);
        using ManifestRecords records = new(content);
        bool isCsv = await records.IsCsvAsync(cancellationToken).ConfigureAwait(false);
        string[]? header = null;
        while (await records.ReadAsync(isCsv, cancellationToken).ConfigureAwait(false) is var (line, text))
        {
            if (isCsv && header is null)
            {
                header = ReadHeader(line, text);
                continue;
            }

            yield return isCsv ? ReadCsv(line, text, header!, defaults) : ReadJson(line, text, defaults);
        }
    }

    private static string[] ReadHeader(long line, string text)
    {
        if (CsvRecord.Split(text, out IReadOnlyList<string> names) is { } rule)
        {
            throw Fault(rule);
        }

        string[] header = [.. names.Select(name => name.Trim())];
        return Array.Find(header, name => !IngestFields.Names.Contains(name, StringComparer.Ordinal)) is { } unknown
                ? throw Fault($"is the header, and has a field '{unknown}'; the fields are {string.Join(", ", IngestFields.Names)}")
            : header.Distinct(StringComparer.Ordinal).Count() != header.Length ? throw Fault("is the header, and has a field twice")
            : !header.Contains("id", StringComparer.Ordinal) || !header.Contains("source", StringComparer.Ordinal)
                ? throw Fault("is the header, and must have the fields id and source")
            : header;

        IngestManifestException Fault(string rule) => new(FormattableString.Invariant($"line {line}: {rule}"));
    }

    private static IngestLine ReadCsv(long line, string text, string[] header, IngestDefaults defaults)
    {
        if (CsvRecord.Split(text, out IReadOnlyList<string> fields) is { } rule)
        {
            return new IngestLine(line, Entry: null, new IngestFault(Field: null, rule));
        }

        if (fields.Count != header.Length)
        {
            return new IngestLine(line, Entry: null, new IngestFault(
                Field: null, FormattableString.Invariant($"has {fields.Count} fields, and the header has {header.Length}")));
        }

        // An empty field is one that is not given.
        IngestFields values = new();
        foreach ((string name, string value) in header.Zip(fields).Where(field => field.Second.Length > 0))
        {
            values.Set(name, [value]);
        }

        return values.Build(line, defaults);
    }

    private static IngestLine ReadJson(long line, string text, IngestDefaults defaults)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Refuse(null, "must be a JSON object");
            }

            IngestFields values = new();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!IngestFields.Names.Contains(property.Name, StringComparer.Ordinal))
                {
                    return Refuse(property.Name, $"is not known; the fields are {string.Join(", ", IngestFields.Names)}");
                }

                if (property.Value.ValueKind == JsonValueKind.Null)
                {
                    continue;
                }

                if (Values(property) is not { } texts)
                {
                    return Refuse(
                        property.Name,
                        IngestFields.IsList(property.Name) ? "must be a string, or an array of strings"
                            : property.Name == IngestFields.Bag ? "must be true or false"
                            : "must be a string");
                }

                values.Set(property.Name, texts);
            }

            return values.Build(line, defaults);
        }
        catch (JsonException fault)
        {
            return Refuse(null, $"is not JSON: {fault.Message.Split(" LineNumber")[0].TrimEnd('.')}");
        }
        catch (InvalidOperationException)
        {
            return Refuse(null, "has a text with half of a surrogate pair");
        }

        IngestLine Refuse(string? field, string rule) => new(line, Entry: null, new IngestFault(field, rule));
    }

    private static IReadOnlyList<string>? Values(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => [property.Value.GetString()!],
        JsonValueKind.True or JsonValueKind.False when property.Name == IngestFields.Bag =>
            [property.Value.GetBoolean() ? "true" : "false"],
        JsonValueKind.Array when IngestFields.IsList(property.Name)
            && property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. property.Value.EnumerateArray().Select(item => item.GetString()!)],
        _ => null,
    };
}
