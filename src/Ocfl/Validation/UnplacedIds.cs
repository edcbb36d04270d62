using System.Security.Cryptography;
using System.Text;
using Ocfl.Findings;

namespace Ocfl.Validation;

/// <summary>
/// The ids of objects that are not where a layout puts them, to find one that occurs twice. A number of them at most, in 16 bytes each.
/// </summary>
internal sealed class UnplacedIds(int capacity)
{
    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _ids = [];

    /// <summary>Whether there were more than could be remembered.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Adds an id.</summary>
    /// <returns>False when it is here.</returns>
    public bool Add(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        UInt128 key = BitConverter.ToUInt128(hash);
        lock (_lock)
        {
            if (_ids.Contains(key))
            {
                return false;
            }

            if (_ids.Count >= capacity)
            {
                IsExceeded = true;
                return true;
            }

            return _ids.Add(key);
        }
    }

    /// <summary>Reports that ids were not compared, if there were too many.</summary>
    public ValueTask ReportAsync(ObjectContext context, CancellationToken cancellationToken) => IsExceeded
        ? context.ReportAtAsync(
            FindingCodes.IdsNotCompared,
            $"More than {capacity} objects are in no place that a layout gives them; the ids of the others were not compared. Raise the "
                + "limit to have all compared.",
            "",
            cancellationToken)
        : ValueTask.CompletedTask;
}
