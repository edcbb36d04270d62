using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Tests.Staging;

/// <summary>
/// A test that needs vector lanes and a system that keeps what is read within a folder. Elsewhere it is skipped, and says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LanesFactAttribute : FactAttribute
{
    public LanesFactAttribute() => Skip = LocalSource.IsSupported() && LaneHasher.IsSupported(DigestAlgorithm.Sha512)
        ? null
        : "The system has no openat2, or the processor no AVX2.";
}
