using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocfl.Staging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClaimRecord))]
[JsonSerializable(typeof(SourceList))]
[JsonSerializable(typeof(IReadOnlyList<SourceFile>))]
[JsonSerializable(typeof(IReadOnlyList<StagedFile>))]
[JsonSerializable(typeof(IReadOnlyList<RehashedContent>))]
[JsonSerializable(typeof(PlanHeader))]
[JsonSerializable(typeof(FileChangeCounts), TypeInfoPropertyName = "CountsOfContract")]
[JsonSerializable(typeof(IReadOnlyList<StepDescription>))]
[JsonSerializable(typeof(ValidationPart))]
[JsonSerializable(typeof(IReadOnlyList<ObjectElsewhere>))]
[JsonSerializable(typeof(Finding))]
internal sealed partial class WorkJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable: reports are read by people, too.</summary>
    public static WorkJson Relaxed { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
