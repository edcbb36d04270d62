using System.Text.Json.Serialization;
using Ocfl.Staging;

namespace OcflFunctions.Work;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClaimRecord))]
[JsonSerializable(typeof(SourceList))]
[JsonSerializable(typeof(IReadOnlyList<SourceFile>))]
[JsonSerializable(typeof(IReadOnlyList<StagedFile>))]
[JsonSerializable(typeof(IReadOnlyList<RehashedContent>))]
[JsonSerializable(typeof(PlanHeader))]
[JsonSerializable(typeof(IReadOnlyList<StepDescription>))]
internal sealed partial class WorkJson : JsonSerializerContext;
