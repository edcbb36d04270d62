using System.Text;

namespace Ocfl.Layouts;

/// <summary>The first characters of a name as nested directories of equally long names.</summary>
internal sealed class NTuples
{
    private const int Most = 32;

    public NTuples(string extensionName, int size, int count, int least)
    {
        RequireWithin(extensionName, "tupleSize", size, least);
        RequireWithin(extensionName, "numberOfTuples", count, least);
        if ((size == 0) != (count == 0))
        {
            throw new LayoutConfigurationException(extensionName, size == 0 ? "numberOfTuples" : "tupleSize", $"must be 0 where "
                + $"'{(size == 0 ? "tupleSize" : "numberOfTuples")}' is");
        }

        Size = size;
        Count = count;
    }

    public int Size { get; }

    public int Count { get; }

    /// <summary>How many characters they take.</summary>
    public int Length => Size * Count;

    /// <summary>Refuses more characters than a digest has.</summary>
    public void RequireLength(string extensionName, int digestLength)
    {
        if (Length > digestLength)
        {
            throw new LayoutConfigurationException(
                extensionName, "numberOfTuples", $"times 'tupleSize' is {Length}, more than the digest's {digestLength} characters");
        }
    }

    /// <summary>The directories with <paramref name="last"/> below them.</summary>
    public string Join(string characters, string last)
    {
        StringBuilder path = new(Length + Count + last.Length);
        for (int i = 0; i < Count; i++)
        {
            path.Append(characters, i * Size, Size).Append('/');
        }

        return path.Append(last).ToString();
    }

    private static void RequireWithin(string extensionName, string parameter, int value, int least)
    {
        if (value < least || value > Most)
        {
            throw new LayoutConfigurationException(extensionName, parameter, $"must be an integer from {least} to {Most}; it is {value}");
        }
    }
}
