using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>
/// On a storage that writes in place, every moment, with a folder as the source, whose files stay there until they are copied.
/// </summary>
[Trait("Category", "Slow")]
public sealed class InPlaceOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("InPlace"));
}
