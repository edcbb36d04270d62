using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(StartedUpdate))]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(UpdatePage))]
[JsonSerializable(typeof(ValidationRequest))]
[JsonSerializable(typeof(StartedValidation))]
[JsonSerializable(typeof(Validation))]
[JsonSerializable(typeof(FindingPage))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable.</summary>
    public static ClientJson Relaxed { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
