namespace Ocfl.AzureBlobs.Tests;

/// <summary>The crash matrix on Azurite with content that stays in its source, blobs of the same account.</summary>
public sealed class BlobSourceCrashMatrixTests : AzureBlobCrashMatrixTests
{
    protected override bool StaysInSource => true;

    protected override (int Number, int Of) Portion => (4, 7);
}
