using Ocfl.Objects;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>
/// Lists the objects of the storage root by a walk that continues where the page before ended. A page ends when it is full, and also when
/// it has looked at enough objects: a filter by id reads ids until then, whatever it finds (decision 31).
/// </summary>
public sealed class ObjectLister(ObjectReader reader, TimeProvider time)
{
    private const int MostExamined = 2_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    /// <summary>A page.</summary>
    /// <param name="prefix">What the ids start with; empty for all.</param>
    /// <param name="after">The root of the last object of the page before; null for the first page.</param>
    /// <param name="top">How many objects at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<ObjectPage> ListAsync(string prefix, string? after, int top, CancellationToken cancellationToken)
    {
        StorageRoot root = await reader.GetRootAsync(cancellationToken);
        List<ObjectSummary> objects = [];
        long start = time.GetTimestamp();
        int examined = 0;
        string? last = null;
        await foreach (ObjectEntry entry in root.ListObjectsAfterAsync(after, readIds: true, cancellationToken))
        {
            if (last is not null
                && (objects.Count == top || examined >= Math.Max(top, MostExamined) || time.GetElapsedTime(start) > MostTime))
            {
                return new ObjectPage(objects, PageQuery.Continue("o", last));
            }

            examined++;
            last = entry.Root;
            if (prefix.Length == 0 || entry.Id?.StartsWith(prefix, StringComparison.Ordinal) == true)
            {
                objects.Add(new ObjectSummary(entry.Id, entry.Root, entry.Problem));
            }
        }

        return new ObjectPage(objects, Continuation: null);
    }
}
