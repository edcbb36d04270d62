using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>From an uploaded stage, in folders: content is linked into the object, and the stage ends with the update.</summary>
[Trait("Category", "Slow")]
public sealed class StageOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() =>
        Task.FromResult<PipelinePlace>(new StagePlace(PipelinePlace.Create("Local")));
}

/// <summary>From an uploaded stage, on a storage that writes in place.</summary>
[Trait("Category", "Slow")]
public sealed class InPlaceStageOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() =>
        Task.FromResult<PipelinePlace>(new StagePlace(PipelinePlace.Create("InPlace")));
}

/// <summary>From an uploaded bag whose digests the uploads do not have.</summary>
[Trait("Category", "Slow")]
public sealed class BagOfStageOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override int Stride => 5;

    private protected override Task<PipelinePlace> CreatePlaceAsync() =>
        Task.FromResult<PipelinePlace>(new StagePlace(PipelinePlace.Create("Local")) { IsBag = true });
}

/// <summary>From an uploaded stage whose files are in packs: content is copied out of them.</summary>
[Trait("Category", "Slow")]
public sealed class PackedStageOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() =>
        Task.FromResult<PipelinePlace>(new StagePlace(PipelinePlace.Create("Local")) { HasPacks = true });
}
