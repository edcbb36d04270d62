using Xunit.Abstractions;

namespace OcflFunctions.Tests;

[Trait("Category", "Slow")]
public sealed class LocalOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Local"));
}
