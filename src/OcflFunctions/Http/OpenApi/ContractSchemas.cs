using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http.OpenApi;

/// <summary>
/// Makes the schemas of the contracts, from what the JSON serializer itself has about them. Each record and each enum is a component.
/// </summary>
/// <param name="document">The document that gets the components.</param>
/// <param name="docs">The descriptions.</param>
internal sealed class ContractSchemas(OpenApiDocument document, ContractDocs docs)
{
    private readonly HashSet<Type> _made = [];
    private readonly HashSet<Type> _requests = [];

    /// <summary>The schema of a contract.</summary>
    /// <param name="contract">How it is written.</param>
    /// <param name="isRequest">Whether callers send it: then other fields are refused, and null counts as missing.</param>
    public IOpenApiSchema Of(JsonTypeInfo contract, bool isRequest)
    {
        Type type = Nullable.GetUnderlyingType(contract.Type) ?? contract.Type;
        if (type.IsEnum)
        {
            return Component(type, () => EnumOf(contract.Options, type));
        }

        return contract.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectOf(contract, isRequest),
            JsonTypeInfoKind.Enumerable => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = Of(Element(contract), isRequest),
            },
            JsonTypeInfoKind.Dictionary => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Of(Element(contract), isRequest),
            },
            _ => ValueOf(type),
        };
    }

    private static JsonTypeInfo Element(JsonTypeInfo contract) => contract.Options.GetTypeInfo(contract.ElementType!);

    private OpenApiSchemaReference ObjectOf(JsonTypeInfo contract, bool isRequest)
    {
        // What a request has comes first in the document, so that an answer that repeats it does not make it lenient.
        if (isRequest)
        {
            _requests.Add(contract.Type);
        }

        return Component(contract.Type, () =>
        {
            bool strict = isRequest || _requests.Contains(contract.Type);
            OpenApiSchema schema = new()
            {
                Type = JsonSchemaType.Object,
                Description = docs.Of(contract.Type),
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
                Required = new SortedSet<string>(StringComparer.Ordinal),
                AdditionalPropertiesAllowed = !strict,
            };
            foreach (JsonPropertyInfo property in contract.Properties.Where(property => property.Get is not null))
            {
                PropertyInfo member = (PropertyInfo)property.AttributeProvider!;
                schema.Properties.Add(property.Name, PropertyOf(contract.Options, property, member, strict));
                if (IsRequired(property, member, strict))
                {
                    schema.Required.Add(property.Name);
                }
            }

            return schema;
        });
    }

    private IOpenApiSchema PropertyOf(JsonSerializerOptions options, JsonPropertyInfo property, PropertyInfo member, bool isRequest)
    {
        IOpenApiSchema schema = Of(options.GetTypeInfo(property.PropertyType), isRequest);
        string? description = docs.Of(member);
        bool isNullable = property.IsGetNullable && (isRequest || !IsIgnored(member));
        switch (schema)
        {
            case OpenApiSchemaReference reference when isNullable:
                return new OpenApiSchema
                {
                    AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }],
                    Description = description,
                };
            case OpenApiSchemaReference reference:
                reference.Description = description;
                return reference;
            case OpenApiSchema inline:
                inline.Description = description;
                inline.Type = isNullable ? inline.Type | JsonSchemaType.Null : inline.Type;
                return inline;
            default:
                return schema;
        }
    }

    // In a request what the reader requires; in an answer also what the service always writes.
    private static bool IsRequired(JsonPropertyInfo property, PropertyInfo member, bool isRequest) =>
        property.IsRequired
        || (isRequest
            ? property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false }
            : !IsIgnored(member));

    private static bool IsIgnored(PropertyInfo member) => member.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition
        is JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault;

    private OpenApiSchema EnumOf(JsonSerializerOptions options, Type type)
    {
        bool hasFallback = type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { } converter
            && IsFallback(converter, type);
        List<JsonNode> words = [];
        List<string> lines = [];
        foreach (object value in Enum.GetValues(type))
        {
            string member = Enum.GetName(type, value)!;
            if (!(hasFallback && member == "Unknown"))
            {
                JsonNode word = JsonSerializer.SerializeToNode(value, options.GetTypeInfo(type))!;
                words.Add(word);
                lines.Add($"- `{word}`: {docs.Of(type, member)}");
            }
        }

        return new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = $"{docs.Of(type)}\n\n{string.Join('\n', lines)}",
            Enum = words,
        };
    }

    private static bool IsFallback(Type converter, Type type) =>
        typeof(UnknownFallbackConverter<>).MakeGenericType(type).IsAssignableFrom(converter);

    private static OpenApiSchema ValueOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        TypeCode.Int32 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
        TypeCode.Int64 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        TypeCode.Double => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
        TypeCode.String => new OpenApiSchema { Type = JsonSchemaType.String },
        _ when type == typeof(DateTimeOffset) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        _ when type == typeof(TimeSpan) => new OpenApiSchema { Type = JsonSchemaType.String },
        _ when type == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(type) => new OpenApiSchema(),
        _ => throw new NotSupportedException($"A field of the API has the type {type}, which has no schema."),
    };

    private OpenApiSchemaReference Component(Type type, Func<OpenApiSchema> make)
    {
        if (_made.Add(type))
        {
            document.AddComponent(type.Name, make());
        }

        return new OpenApiSchemaReference(type.Name, document);
    }
}
