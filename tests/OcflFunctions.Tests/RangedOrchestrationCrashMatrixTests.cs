using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>With files that are staged in ranges, in folders.</summary>
[Trait("Category", "Slow")]
public sealed class RangedOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override long? RangeBytes => 3;

    private protected override int Stride => 29;

    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Local"));
}

/// <summary>With files that are hashed in ranges in their source, on a storage that writes in place.</summary>
[Trait("Category", "Slow")]
public sealed class InPlaceRangedOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override long? RangeBytes => 3;

    private protected override int Stride => 29;

    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("InPlace"));
}

/// <summary>With files that are hashed in ranges in their container, on Azurite.</summary>
[Trait("Category", "Slow")]
public sealed class AzuriteRangedOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override long? RangeBytes => 3;

    private protected override int Stride => 301;

    private protected override int AtOnce => 4;

    private protected override async Task<PipelinePlace> CreatePlaceAsync() => await BlobPlace.CreateAsync();
}
