namespace Ocfl.AzureBlobs;

/// <summary>The blocks of a file that have arrived, in order.</summary>
/// <param name="Ids">Their names.</param>
/// <param name="Length">How many bytes they are together.</param>
internal sealed record BlobBlockList(IReadOnlyList<string> Ids, long Length);
