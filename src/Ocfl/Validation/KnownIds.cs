using System.Security.Cryptography;
using System.Text;

namespace Ocfl.Validation;

/// <summary>The ids of a root's objects, to find one that comes twice: up to a number, in 16 bytes each.</summary>
internal sealed class KnownIds(int capacity)
{
    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _ids = [];

    /// <summary>Adds an id.</summary>
    /// <returns>False when it is here.</returns>
    public bool Add(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        UInt128 key = BitConverter.ToUInt128(hash);
        lock (_lock)
        {
            return _ids.Count < capacity ? _ids.Add(key) : !_ids.Contains(key);
        }
    }
}
