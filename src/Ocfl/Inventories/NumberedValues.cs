namespace Ocfl.Inventories;

/// <summary>Values by the numbers of a <see cref="PathTree"/> or a <see cref="DigestTable"/>; the default value where none is set.</summary>
internal sealed class NumberedValues<T>
    where T : struct
{
    private readonly ChunkedList<T> _values = new();

    public T this[int number]
    {
        get => number < _values.Count ? _values[number] : default;
        set
        {
            while (_values.Count <= number)
            {
                _values.Add(default);
            }

            _values[number] = value;
        }
    }
}
