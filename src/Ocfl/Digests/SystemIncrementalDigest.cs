using System.Security.Cryptography;

namespace Ocfl.Digests;

internal sealed class SystemIncrementalDigest(HashAlgorithmName name) : IncrementalDigest
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    public override void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public override string GetHexAndReset()
    {
        Span<byte> bytes = stackalloc byte[64];
        int length = _hash.GetHashAndReset(bytes);
        return Convert.ToHexStringLower(bytes[..length]);
    }

    internal override byte[] GetCurrent() => _hash.GetCurrentHash();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
