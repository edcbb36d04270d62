using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ocfl.Updates;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpdatePlan))]
[JsonSerializable(typeof(IReadOnlyList<OcflActivity>))]
internal sealed partial class UpdatePlanJson : JsonSerializerContext
{
    /// <summary>Paths stay readable: nothing is escaped that JSON does not want escaped.</summary>
    public static UpdatePlanJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
