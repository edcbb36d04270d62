using Microsoft.AspNetCore.Http;
using Ocfl.Inventories;
using Ocfl.Objects;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Reads what the calls for an object have in their query.</summary>
internal static class ObjectQuery
{
    /// <summary>The parameter with the object's id.</summary>
    public const string Id = "id";

    /// <summary>The parameter with a version.</summary>
    public const string Version = "version";

    /// <summary>The parameter with a file's path.</summary>
    public const string Path = "path";

    /// <summary>The parameter with the beginning of ids or paths.</summary>
    public const string Prefix = "prefix";

    /// <summary>A parameter that must be there.</summary>
    /// <exception cref="ProblemException">It is missing or empty.</exception>
    public static string Require(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value
        ? value
        : throw new ProblemException(ProblemKind.InvalidQuery, $"The query parameter '{name}' is required.", name);

    /// <summary>A version of an object: the one in a parameter, or its newest.</summary>
    /// <exception cref="ProblemException">It is not a version number, or the object has no such version.</exception>
    public static OcflVersion ReadVersion(IQueryCollection query, OcflObject source) =>
        ReadNumber(query, Version) is { } number ? Find(source, number, Version) : source.Head;

    /// <summary>A version number in a parameter; null if it is not there.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="allowNone">Whether <c>v0</c> may be there, for no version.</param>
    /// <exception cref="ProblemException">It is not a version number.</exception>
    public static int? ReadNumber(IQueryCollection query, string name, bool allowNone = false)
    {
        string text = query[name].ToString();
        if (text.Length == 0 || (allowNone && text == "v0"))
        {
            return text.Length == 0 ? null : 0;
        }

        return VersionNumber.TryParse(text, out VersionNumber version)
            ? version.Number
            : throw new ProblemException(ProblemKind.InvalidQuery, $"'{text}' is not a version number such as v1.", name);
    }

    /// <summary>A version of an object by its number.</summary>
    /// <exception cref="ProblemException">There is no such version.</exception>
    public static OcflVersion Find(OcflObject source, int number, string name)
    {
        try
        {
            return source.GetVersion(number);
        }
        catch (VersionNotFoundException missing)
        {
            throw new ProblemException(ProblemKind.VersionNotFound, missing.Message, name);
        }
    }

    /// <summary>The digest of a file of a version.</summary>
    /// <exception cref="ProblemException">There is no such file.</exception>
    public static string FindDigest(OcflObject source, OcflVersion version, string path) =>
        version.Description.State.TryGetDigest(path, out string? digest)
            ? digest
            : throw new ProblemException(
                ProblemKind.PathNotFound, new LogicalPathNotFoundException(source.Id, version.Number, path).Message, Path);
}
