using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0010-differential-n-tuple-omit-prefix-storage-layout</c>: nested directories of given lengths that together are what
/// follows the id's prefix, and then one more that is the whole of it if asked.
/// </summary>
public sealed class DifferentialNTupleOmitPrefixLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0010-differential-n-tuple-omit-prefix-storage-layout";

    private static readonly int[] DefaultSizes = [2, 3, 2, 4];

    private readonly string _delimiter;
    private readonly int[] _tupleSegmentSizes;
    private readonly int _length;
    private readonly bool _fullIdentifierAsObjectRoot;

    /// <summary>The layout with its parameters.</summary>
    /// <param name="delimiter">Where the id's prefix ends.</param>
    /// <param name="tupleSegmentSizes">The length of each directory's name; null for the default, 2, 3, 2, 4.</param>
    /// <param name="fullIdentifierAsObjectRoot">Whether a last directory is named as all that follows the prefix.</param>
    /// <exception cref="LayoutConfigurationException">A parameter breaks a rule.</exception>
    public DifferentialNTupleOmitPrefixLayout(
        string delimiter = ":", IReadOnlyList<int>? tupleSegmentSizes = null, bool fullIdentifierAsObjectRoot = false)
    {
        ArgumentNullException.ThrowIfNull(delimiter);
        _delimiter = IdPrefix.RequireDelimiter(Name, delimiter);
        _tupleSegmentSizes = [.. tupleSegmentSizes ?? DefaultSizes];
        _length = RequireSizes(_tupleSegmentSizes);
        _fullIdentifierAsObjectRoot = fullIdentifierAsObjectRoot;
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description
    {
        get
        {
            string sizes = string.Join(", ", _tupleSegmentSizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            return $"What follows the last '{_delimiter}' of the object's id, as directories with names of {sizes} "
                + $"characters{(_fullIdentifierAsObjectRoot ? ", then one named as the whole of it" : "")}.";
        }
    }

    /// <inheritdoc/>
    public string GetObjectRoot(string objectId)
    {
        ObjectRootRules.Encode(Name, objectId);
        IdPrefix.RequireAscii(Name, objectId);
        string name = ObjectRootRules.RequireName(Name, objectId, IdPrefix.Omit(Name, objectId, _delimiter));
        if (name.Length != _length)
        {
            throw new LayoutException(Name, objectId, $"'{name}' has {name.Length} characters, and 'tupleSegmentSizes' asks for {_length}");
        }

        return ObjectRootRules.RequireObjectRoot(Name, objectId, Join(name));
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("delimiter", _delimiter);
        writer.WriteStartArray("tupleSegmentSizes");
        foreach (int size in _tupleSegmentSizes)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("fullIdentifierAsObjectRoot", _fullIdentifierAsObjectRoot);
    }

    internal static DifferentialNTupleOmitPrefixLayout Create(LayoutParameters parameters) => new(
        parameters.GetString("delimiter", ":"),
        parameters.GetIntegers("tupleSegmentSizes", DefaultSizes),
        parameters.GetBoolean("fullIdentifierAsObjectRoot", false));

    private static int RequireSizes(int[] sizes)
    {
        const int Longest = 255;
        if (sizes.Length == 0)
        {
            throw new LayoutConfigurationException(Name, "tupleSegmentSizes", "must hold at least one integer");
        }

        if (sizes.Any(size => size is < 1 or > Longest))
        {
            throw new LayoutConfigurationException(
                Name, "tupleSegmentSizes", $"must hold integers from 1 to {Longest}, the longest name of a directory");
        }

        long length = sizes.Sum(size => (long)size);
        return length <= 4096
            ? (int)length
            : throw new LayoutConfigurationException(Name, "tupleSegmentSizes", $"adds up to {length} characters, more than any path has");
    }

    private string Join(string name)
    {
        StringBuilder path = new();
        int start = 0;
        foreach (int size in _tupleSegmentSizes)
        {
            path.Append(start == 0 ? "" : "/").Append(name, start, size);
            start += size;
        }

        return _fullIdentifierAsObjectRoot ? path.Append('/').Append(name).ToString() : path.ToString();
    }
}
