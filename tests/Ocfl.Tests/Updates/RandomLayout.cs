using System.Globalization;
using System.Text;
using Ocfl.Layouts;

namespace Ocfl.Tests.Updates;

/// <summary>A layout with random parameters, and ids that it has a place for.</summary>
internal static class RandomLayout
{
    private static readonly string[] Names = ["a", "Ünïcødé", "文字", "🙂", "with space", "quote\"s", "per%cent", "dots..", "e\u0301"];

    /// <summary>All layouts that this library has.</summary>
    public static IEnumerable<string> All => StorageLayouts.Default.Names;

    public static (IStorageLayout Layout, string ObjectId) Of(string name, Random random)
    {
        string number = random.Next(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        string free = $"urn:example:{Names[random.Next(Names.Length)]}/{number}";
        (string parameters, string id) = name[..4] switch
        {
            "0002" => ("", free.Replace('/', ':')),
            "0003" => (Tuples(random), free),
            "0004" => (Tuples(random), free),
            "0006" => ("""
                , "delimiter": ":"
                """, free.Replace('/', ':')),
            "0007" => ($"""
                , "tupleSize": {random.Next(1, 6)}, "numberOfTuples": {random.Next(1, 5)}, "zeroPadding": "{(random.Next(2) == 0
                    ? "left"
                    : "right")}", "reverseObjectRoot": {Boolean(random)}
                """, "urn:example:x-" + number),
            "0010" => ($"""
                , "tupleSegmentSizes": {(random.Next(2) == 0 ? "[2, 3, 2, 1]" : "[1, 7]")}, "fullIdentifierAsObjectRoot": {Boolean(random)}
                """, "urn:example:x-" + number),
            "0011" => ($"""
                , "encodeUTF": {Boolean(random)}, "maxPathSegmentLen": {random.Next(10, 40)}, "numberOfFallbackTuples": {random.Next(3)}
                """, free),
            "0012" => (Tuples(random) + $"""
                , "delimiters": {(random.Next(2) == 0 ? "[]" : "[\":\"]")}
                """, free),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A layout that this test does not know yet."),
        };
        return (StorageLayouts.Default.Create(name, Encoding.UTF8.GetBytes($$"""{"extensionName": "{{name}}"{{parameters}}}""")), id);
    }

    private static string Tuples(Random random)
    {
        string algorithm = random.Next(3) switch { 0 => "md5", 1 => "sha256", _ => "sha512" };
        int size = random.Next(5);
        return $"""
            , "digestAlgorithm": "{algorithm}", "tupleSize": {size}, "numberOfTuples": {(size == 0 ? 0 : random.Next(1, 5))}
            """;
    }

    private static string Boolean(Random random) => random.Next(2) == 0 ? "true" : "false";
}
