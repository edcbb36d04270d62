
namespace Ocfl.Staging;

/// <summary>A content file that an object has, with its digest in the algorithm that the object shall have.</summary>
/// <param name="ContentPath">From the object root.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Digest">Its digest in the object's algorithm until now, which it still had; lower-case hexadecimal.</param>
/// <param name="NewDigest">Its digest in the new algorithm, of the same reading; lower-case hexadecimal.</param>
public sealed record RehashedContent(
    string ContentPath,
    long Length,
    string Digest,
    string NewDigest);
