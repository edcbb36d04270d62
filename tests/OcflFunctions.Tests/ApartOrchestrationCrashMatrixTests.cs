using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>The storage root is a folder, the work area is elsewhere, and content is read, staged and copied in ranges.</summary>
[Trait("Category", "Slow")]
public sealed class ApartOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override int Stride => 5;

    private protected override long? RangeBytes => 8;

    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Apart"));
}

/// <summary>The same on a storage that writes in place.</summary>
[Trait("Category", "Slow")]
public sealed class InPlaceApartOrchestrationCrashMatrixTests(ITestOutputHelper output) : OrchestrationCrashMatrix(output)
{
    private protected override int Stride => 5;

    private protected override long? RangeBytes => 8;

    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("InPlaceApart"));
}
