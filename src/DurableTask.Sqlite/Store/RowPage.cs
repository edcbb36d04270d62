namespace DurableTask.Sqlite.Store;

/// <summary>
/// Rows that were read together. A page ends at a number of rows, or at an amount of payload: that never fills the memory.
/// </summary>
/// <param name="limit">The most rows.</param>
internal sealed class RowPage<T>(int limit)
{
    /// <summary>How many characters of payload one page has; its last row may exceed it.</summary>
    private const int MaxCharacters = 4 * 1024 * 1024;

    private long _characters;

    public List<T> Rows { get; } = [];

    /// <summary>Whether the page ended before the rows did, as far as it knows.</summary>
    public bool IsFull => Rows.Count >= limit || _characters >= MaxCharacters;

    public void Add(T row, params ReadOnlySpan<string?> payloads)
    {
        Rows.Add(row);
        foreach (string? payload in payloads)
        {
            _characters += payload?.Length ?? 0;
        }
    }
}
