using Xunit.Abstractions;

namespace OcflFunctions.Tests;

public sealed class LocalOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Local"));
}
