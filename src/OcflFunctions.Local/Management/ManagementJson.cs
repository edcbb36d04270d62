using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Local.Management;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartedInstance))]
[JsonSerializable(typeof(PurgeAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ManagementJson : JsonSerializerContext;
