using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Ocfl.Findings;
using OcflFunctions.Hosting;

namespace OcflFunctions.Dashboard;

/// <summary>The files of the page, from this assembly.</summary>
public sealed class DashboardPage
{
    /// <summary>The name of the file that is the page itself.</summary>
    internal const string Shell = "index.html";

    /// <summary>The name of the file about this service: the rules of findings, with advice, and whether objects can be purged.</summary>
    internal const string About = "about.json";

    private const string Prefix = "dashboard/";

    private readonly FrozenDictionary<string, DashboardFile> _files;

    /// <param name="options">The settings.</param>
    public DashboardPage(IOptions<OcflOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Assembly assembly = typeof(DashboardPage).Assembly;
        Dictionary<string, DashboardFile> files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
        files[About] = DashboardFile.Of(WriteAbout(options.Value.Objects.AllowPurge), About);
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The names of all files.</summary>
    internal IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>A file; null if the page has none with this name.</summary>
    /// <param name="name">Its name, such as <c>main.js</c>; not decoded, since no name has a character that needs it.</param>
    internal DashboardFile? Find(string name) => _files.GetValueOrDefault(name);

    private static DashboardFile Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return DashboardFile.Of(bytes.ToArray(), name);
    }

    private static byte[] WriteAbout(bool allowsPurge)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteBoolean("purge", allowsPurge);
            json.WriteStartObject("codes");
            foreach (FindingRule rule in FindingRule.List())
            {
                json.WriteStartObject(rule.Code);
                json.WriteString("text", rule.Text);
                if (rule.Reference.StartsWith("https:", StringComparison.Ordinal))
                {
                    json.WriteString("link", rule.Reference);
                }

                json.WriteString("advice", FindingAdvice.Of(rule.Code));
                json.WriteEndObject();
            }

            foreach ((string code, string text) in FindingAdvice.OwnCodes)
            {
                json.WriteStartObject(code);
                json.WriteString("text", text);
                json.WriteString("advice", FindingAdvice.Of(code));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}

/// <summary>A file of the page.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Digest">Its SHA-256, hexadecimal.</param>
internal sealed record DashboardFile(byte[] Bytes, string MediaType, string Digest)
{
    public static DashboardFile Of(byte[] bytes, string name) => new(bytes, TypeOf(name), Convert.ToHexStringLower(SHA256.HashData(bytes)));

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
