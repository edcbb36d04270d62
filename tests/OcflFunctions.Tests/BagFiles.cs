using System.Text;
using Ocfl.Digests;

namespace OcflFunctions.Tests;

/// <summary>The files of a bag, by path, for a test to write; and to spoil.</summary>
internal static class BagFiles
{
    /// <summary>A bag of version 1.0 or 0.97, with manifests and tag manifests of some algorithms and a Payload-Oxum.</summary>
    public static Dictionary<string, string> Create(
        IReadOnlyDictionary<string, string> payload, string[] algorithms, string version = "1.0", bool hasTagManifests = true)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal)
        {
            ["bagit.txt"] = $"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n",
            ["bag-info.txt"] = $"Source-Organization: A\n  library\nPayload-Oxum: {payload.Values.Sum(Encoding.UTF8.GetByteCount)}."
                + $"{payload.Count}\n",
        };
        foreach (string algorithm in algorithms)
        {
            tags[$"manifest-{algorithm}.txt"] = string.Concat(
                payload.Select(file => $"{Digest(algorithm, file.Value)}  {Encode("data/" + file.Key, version)}\n"));
        }

        Dictionary<string, string> files = new(tags, StringComparer.Ordinal);
        foreach (string algorithm in hasTagManifests ? algorithms : [])
        {
            files[$"tagmanifest-{algorithm}.txt"] = string.Concat(
                tags.Select(file => $"{Digest(algorithm, file.Value)} {file.Key}\n"));
        }

        foreach ((string path, string text) in payload)
        {
            files["data/" + path] = text;
        }

        return files;
    }

    /// <summary>The digest of a text, hexadecimal.</summary>
    public static string Digest(string algorithm, string text)
    {
        using MultiDigest digest = new([DigestAlgorithm.Get(algorithm)]);
        digest.Append(Encoding.UTF8.GetBytes(text));
        return digest.GetDigestsAndReset()[DigestAlgorithm.Get(algorithm)];
    }

    private static string Encode(string path, string version)
    {
        string percents = version == "1.0" ? path.Replace("%", "%25", StringComparison.Ordinal) : path;
        return percents.Replace("\n", "%0A", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal);
    }
}
