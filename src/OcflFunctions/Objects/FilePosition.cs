using System.Globalization;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Where a list of files or differences continues: the versions that it is of, and the path that came last.</summary>
/// <param name="From">The version before, in a list of differences; otherwise the version.</param>
/// <param name="To">The version.</param>
/// <param name="Path">The path.</param>
internal readonly record struct FilePosition(int From, int To, string Path)
{
    /// <summary>Reads the parts of a continuation.</summary>
    /// <exception cref="FormatException">They are not of a position.</exception>
    public static FilePosition? Parse(string versions, string path)
    {
        string[] numbers = versions.Split('-');
        return numbers.Length == 2 && path.Length > 0
            ? new FilePosition(Number(numbers[0]), Number(numbers[1]), path)
            : throw new FormatException();
    }

    /// <summary>The continuation.</summary>
    public string ToContinuation() => PageQuery.Continue(string.Create(CultureInfo.InvariantCulture, $"{From}-{To}"), Path);

    /// <summary>Refuses a continuation of other versions.</summary>
    /// <exception cref="ProblemException">It is one.</exception>
    public void Require(int from, int to)
    {
        if ((From, To) != (from, to))
        {
            throw new ProblemException(ProblemKind.InvalidQuery, "It is a continuation of another version.", "continuation");
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
