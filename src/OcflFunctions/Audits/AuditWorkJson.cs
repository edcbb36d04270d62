using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Audits;

/// <summary>What audits keep in the work area, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerShard))]
[JsonSerializable(typeof(ListedPart))]
[JsonSerializable(typeof(AuditBatch))]
[JsonSerializable(typeof(IReadOnlyList<SelectedObject>))]
[JsonSerializable(typeof(CheckedSlice))]
[JsonSerializable(typeof(OpenRecord))]
[JsonSerializable(typeof(AuditCoverage))]
[JsonSerializable(typeof(string))]
internal sealed partial class AuditWorkJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable: people read them too.</summary>
    public static AuditWorkJson Relaxed => RelaxedContext.Value;

    // In a nested class, since Default, which is generated, may be initialized after the members written here.
    private static class RelaxedContext
    {
        internal static readonly AuditWorkJson Value = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
