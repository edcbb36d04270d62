using System.Globalization;

namespace Ocfl.Inventories;

/// <summary>A version number with its directory's name: <c>v1</c>, or zero-padded <c>v0001</c> (OCFL 1.1, section 3.4.1).</summary>
/// <remarks>
/// Numbers compare by value; equality takes the padding into account, since <c>v1</c> and <c>v01</c> are different directories.
/// </remarks>
public readonly record struct VersionNumber : IComparable<VersionNumber>
{
    /// <summary>A version number.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="width">The number of digits when zero-padded, 0 when not.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or does not fit the width with its leading zero.</exception>
    public VersionNumber(int number, int width = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        if (width > 0 && Digits(number) >= width)
        {
            throw new ArgumentOutOfRangeException(
                nameof(number), number, $"A version number padded to {width} digits starts with a zero; {number} leaves no room for it.");
        }

        Number = number;
        Width = width;
    }

    /// <summary>The number, from 1.</summary>
    public int Number { get; }

    /// <summary>The number of digits when zero-padded, 0 when not.</summary>
    public int Width { get; }

    /// <summary>Whether the next number fits the padding.</summary>
    public bool HasNext => Number < int.MaxValue && (Width == 0 || Digits(Number + 1) < Width);

    /// <summary>The next version's number, with the same padding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The padding has no room for it (see <see cref="HasNext"/>).</exception>
    public VersionNumber Next() => new(Number + 1, Width);

    /// <summary>The number <paramref name="number"/> with the same padding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or does not fit.</exception>
    public VersionNumber WithNumber(int number) => new(number, Width);

    /// <summary>Reads a version directory's name.</summary>
    /// <returns>False for anything that is not <c>v</c> and a positive decimal number.</returns>
    public static bool TryParse(string? text, out VersionNumber version)
    {
        version = default;
        if (text is null || text.Length < 2 || text[0] != 'v' || text.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        if (!int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            return false;
        }

        version = new VersionNumber(number, text[1] == '0' ? text.Length - 1 : 0);
        return true;
    }

    /// <summary>Reads a version directory's name.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static VersionNumber Parse(string text) =>
        TryParse(text, out VersionNumber version)
            ? version
            : throw new FormatException($"'{text}' is not a version number such as v1 or v0001.");

    /// <inheritdoc/>
    public int CompareTo(VersionNumber other) => Number.CompareTo(other.Number);

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(VersionNumber left, VersionNumber right) => left.Number < right.Number;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(VersionNumber left, VersionNumber right) => left.Number > right.Number;

    /// <summary>Whether <paramref name="left"/> is older or of the same number.</summary>
    public static bool operator <=(VersionNumber left, VersionNumber right) => left.Number <= right.Number;

    /// <summary>Whether <paramref name="left"/> is newer or of the same number.</summary>
    public static bool operator >=(VersionNumber left, VersionNumber right) => left.Number >= right.Number;

    /// <summary>The version directory's name.</summary>
    public override string ToString() => "v" + Number.ToString(CultureInfo.InvariantCulture).PadLeft(Width, '0');

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
