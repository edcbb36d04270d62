using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>
/// On Azurite, with a container as the source. One in thirteen moments is tried, the same in every run; all are on a memory that writes in
/// place.
/// </summary>
[Trait("Category", "Slow")]
public sealed class AzuriteOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override int Stride => 13;

    private protected override int AtOnce => 4;

    private protected override async Task<PipelinePlace> CreatePlaceAsync() => await BlobPlace.CreateAsync();
}
