using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How the service and its clients read and write what goes over the wire.</summary>
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
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable.</summary>
    public static ContractsJson Relaxed { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
