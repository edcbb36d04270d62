namespace DurableTask.Sqlite.Store;

/// <summary>A parameter of a statement: a number, a text or null. Numbers are not boxed.</summary>
internal readonly struct SqlValue
{
    private SqlValue(long? number, string? text)
    {
        Number = number;
        Text = text;
    }

    /// <summary>Null if it is not a number.</summary>
    public long? Number { get; }

    /// <summary>Null if it is not a text.</summary>
    public string? Text { get; }

    public static implicit operator SqlValue(long value) => new(value, null);

    public static implicit operator SqlValue(long? value) => new(value, null);

    public static implicit operator SqlValue(string? value) => new(null, value);
}
