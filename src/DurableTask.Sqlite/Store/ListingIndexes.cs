using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// The indexes by which instances are listed newest first. They are no part of the schema's version: each is created where it is missing,
/// and an older engine keeps them up to date without reading them.
/// </summary>
internal static class ListingIndexes
{
    /// <summary>Creates those that are missing. In a large database this takes seconds, once.</summary>
    /// <param name="sql">The session.</param>
    /// <param name="inputs">The JSON paths of inputs that are searched.</param>
    /// <param name="outputs">Those of outputs.</param>
    public static void Ensure(SqlSession sql, IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        sql.Script("CREATE INDEX IF NOT EXISTS instances_listed ON instances (name COLLATE NOCASE, status, created, id)");
        foreach ((string path, int kind) in inputs.Select(path => (path, (int)PayloadKind.Input))
            .Concat(outputs.Select(path => (path, (int)PayloadKind.Output))))
        {
            sql.Script(string.Create(
                CultureInfo.InvariantCulture,
                $"CREATE INDEX IF NOT EXISTS {NameOf(path, kind)} ON payloads ({Value("data", path)}) WHERE (id & 3) = {kind}"));
        }
    }

    /// <summary>The condition of an index, up to the value that is compared.</summary>
    public static string Condition(string path, int kind) =>
        string.Create(CultureInfo.InvariantCulture, $"(payloads.id & 3) = {kind} AND {Value("payloads.data", path)}");

    /// <summary>The text at a path; null if the data is not JSON or has none there.</summary>
    public static string Value(string column, string path) =>
        $"CASE WHEN json_valid({column}) THEN json_extract({column}, '{path}') END";

    /// <summary>Whether a path is plain: members by their names.</summary>
    public static bool IsPath(string path) =>
        path.StartsWith("$.", StringComparison.Ordinal)
        && path[1..].All(letter => letter is '.' or '_' || char.IsAsciiLetterOrDigit(letter));

    private static string NameOf(string path, int kind) => string.Create(
        CultureInfo.InvariantCulture,
        $"payloads_text_{kind}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 4))}");
}
