using System.Text.Json.Serialization.Metadata;

namespace OcflFunctions.Storage;

/// <summary>
/// Reads values of the work area that are asked for again and again and seldom change. One whose file is in the state in which it was read
/// is not read a second time. Values are never changed in memory, so that all may use one.
/// </summary>
/// <param name="work">The work area.</param>
/// <param name="type">What the values are.</param>
internal sealed class KnownValues<T>(WorkArea work, JsonTypeInfo<T> type)
    where T : class
{
    // All of them together take a few megabytes. Forgetting costs a read, nothing else.
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WorkValue<T>> _known = new(StringComparer.Ordinal);

    /// <summary>Reads a value with the state of its file; null if it does not exist.</summary>
    public async Task<WorkValue<T>?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        if (Find(path) is { } known && (await work.Storage.GetFileAsync(path, cancellationToken))?.ETag == known.ETag)
        {
            return known;
        }

        WorkValue<T>? read = await work.TryReadStateAsync(path, type, cancellationToken);
        Keep(path, read);
        return read;
    }

    private WorkValue<T>? Find(string path)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault(path);
        }
    }

    private void Keep(string path, WorkValue<T>? value)
    {
        lock (_gate)
        {
            if (value is not { IsSmall: true })
            {
                _known.Remove(path);
                return;
            }

            if (_known.Count >= Most && !_known.ContainsKey(path))
            {
                _known.Clear();
            }

            _known[path] = value;
        }
    }
}
