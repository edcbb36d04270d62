using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Http;

[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StartedUpdate))]
[JsonSerializable(typeof(UpdateView))]
[JsonSerializable(typeof(UpdatePage))]
[JsonSerializable(typeof(StartedValidation))]
[JsonSerializable(typeof(ValidationView))]
[JsonSerializable(typeof(FindingPage))]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HttpJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable.</summary>
    public static HttpJson Relaxed { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
