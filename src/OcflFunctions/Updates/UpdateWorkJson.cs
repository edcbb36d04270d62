using System.Text.Json.Serialization;
using Ocfl.Staging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Updates;

/// <summary>What updates keep in the work area, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClaimRecord))]
[JsonSerializable(typeof(SourceList))]
[JsonSerializable(typeof(IReadOnlyList<SourceFile>))]
[JsonSerializable(typeof(IReadOnlyList<StagedFile>))]
[JsonSerializable(typeof(IReadOnlyList<RehashedContent>))]
[JsonSerializable(typeof(IReadOnlyList<SourceMismatch>))]
[JsonSerializable(typeof(MismatchRecord))]
[JsonSerializable(typeof(RangeRecord))]
[JsonSerializable(typeof(PlanHeader))]
[JsonSerializable(typeof(FileChangeCounts), TypeInfoPropertyName = "CountsOfContract")]
[JsonSerializable(typeof(IReadOnlyList<StepDescription>))]
internal sealed partial class UpdateWorkJson : JsonSerializerContext;
