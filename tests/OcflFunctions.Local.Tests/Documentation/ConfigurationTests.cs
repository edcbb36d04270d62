using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTask.Sqlite;
using OcflFunctions.Hosting;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Tests.Documentation;

/// <summary>
/// docs/configuration.md, local.settings.sample.json and the code agree: each setting that is read is documented, each documented one is
/// read.
/// </summary>
public sealed partial class ConfigurationTests
{
    private const string Page = "docs/configuration.md";

    private static readonly string[] ReadByName =
        ["data", "urls", "http_ports", "https_ports", "Kestrel:Endpoints", "AzureWebJobs.NAME.Disabled"];

    [Fact]
    public void Each_setting_is_documented_with_its_default_and_each_documented_one_is_read()
    {
        string page = Repository.Read(Page);
        Dictionary<string, string> documented = new[] { "The app: `Ocfl`", "The local host" }
            .SelectMany(section => Repository.Rows(Repository.Section(page, section)))
            .ToDictionary(row => row[0].Trim('`'), row => row[3]);
        Dictionary<string, string> read = Settings(new OcflOptions(), "Ocfl")
            .Concat(Settings(new LocalHttpOptions(), LocalHttpOptions.Section))
            .Concat(Settings(new SqliteDurableTaskOptions(), "DurableTask"))
            .ToDictionary(setting => setting.Key, setting => setting.Value);
        List<string> problems =
        [
            .. read.Keys.Except(documented.Keys).Select(
                key => $"{Page}: add the row '| `{key}` | what it means | type | {read[key]} | rule |' to the table of its host."),
            .. documented.Keys.Except(read.Keys).Except(ReadByName).Select(key => $"{Page}: the code reads no '{key}'; remove its row."),
            .. read.Where(setting => documented.TryGetValue(setting.Key, out string? stated) && stated != setting.Value && stated != "by machine")
                .Select(setting => $"{Page}: the default of '{setting.Key}' is {setting.Value}, not {documented[setting.Key]}."),
        ];

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Equal("by machine", documented["DurableTask:HolderName"]);
    }

    [Fact]
    public void The_sample_has_each_setting_of_the_Functions_host()
    {
        using JsonDocument sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"));
        HashSet<string> there = [.. sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name)];
        string[] wanted = [.. Settings(new OcflOptions(), "Ocfl").Select(setting => (setting.Key is "Ocfl:Sources:AllowedPaths"
            or "Ocfl:Sources:AllowedContainers" ? setting.Key + ":0" : setting.Key).Replace(":", "__", StringComparison.Ordinal))];

        Assert.True(
            wanted.All(there.Contains),
            string.Join(
                '\n', wanted.Except(there).Select(key => $"local.settings.sample.json: add \"{key}\" with its default to Values.")));
        Assert.Superset(new HashSet<string>(
            [
                "AzureWebJobsStorage",
                "FUNCTIONS_WORKER_RUNTIME",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "APPLICATIONINSIGHTS_CONNECTION_STRING",
            ]), there);
    }

    /// <summary>Names in capitals, as environment variables have them, and keys that are looked up by name.</summary>
    [Fact]
    public void What_is_looked_up_by_name_is_documented()
    {
        string page = Repository.Read(Page);
        string[] code = [.. Repository.Sources().Select(source => source.Text)];
        string[] found = [.. code.SelectMany(text => Variables().Matches(text)).Select(match => match.Groups["name"].Value).Distinct()];
        string[] documented = [.. Repository.Rows(Repository.Section(page, "Telemetry"))
            .Select(row => row[0].Trim('`'))
            .Concat(ReadByName.Take(5))];

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", found);
        List<string> problems =
        [
            .. found.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Select(
                name => $"{Page}: the code reads '{name}'; add a row for it."),
            .. documented.Where(name => !code.Any(text => text.Contains($"\"{name}\"", StringComparison.Ordinal))).Select(
                name => $"{Page}: the code reads no '{name}'; remove its row."),
        ];
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void Each_key_of_host_json_is_documented_with_its_value()
    {
        Dictionary<string, string> file = Leaves(JsonDocument.Parse(Repository.Read("host.json")).RootElement, "").ToDictionary(
            leaf => leaf.Key, leaf => leaf.Value);
        string section = Repository.Section(Repository.Read(Page), "`host.json`");
        Dictionary<string, string> documented = Repository.Rows(section.Split("Further keys")[0]).ToDictionary(
            row => row[0].Trim('`'), row => row[2].Trim('`'));

        List<string> problems =
        [
            .. file.Keys.Except(documented.Keys).Select(
                key => $"{Page}, `host.json`: add the row '| `{key}` | what it means | `{file[key]}` | the extension's default |'."),
            .. documented.Keys.Except(file.Keys).Select(
                key => $"{Page}, `host.json`: the file has no '{key}'; move its row to the further keys, or set it."),
            .. file.Where(key => documented.TryGetValue(key.Key, out string? stated) && stated != key.Value).Select(
                key => $"{Page}, `host.json`: '{key.Key}' is {key.Value}, not {documented[key.Key]}."),
        ];
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>The fragments for other providers are JSON, and have no key that the page does not explain.</summary>
    [Fact]
    public void Fragments_of_host_json_have_documented_keys_only()
    {
        string section = Repository.Section(Repository.Read(Page), "`host.json`");
        HashSet<string> documented = [.. Repository.Rows(section).Select(row => row[0].Trim('`'))];
        string[] fragments = [.. Fragments().Matches(section).Select(match => match.Groups["json"].Value)];

        Assert.Equal(2, fragments.Length);
        Assert.All(
            fragments.SelectMany(fragment => Leaves(JsonDocument.Parse(fragment).RootElement, "")),
            leaf => Assert.True(documented.Contains(leaf.Key), $"{Page}, `host.json`: explain '{leaf.Key}' in a table."));
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(object options, string prefix)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            string key = $"{prefix}:{property.Name}";
            object? value = property.GetValue(options);
            IEnumerable<KeyValuePair<string, string>> found = value is not null
                and not string
                and not ICollection && property.PropertyType.IsClass
                ? Settings(value, key)
                : [KeyValuePair.Create(key, Show(value))];
            foreach (KeyValuePair<string, string> setting in found)
            {
                yield return setting;
            }
        }
    }

    private static string Show(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "none",
        bool flag => flag ? "`true`" : "`false`",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    private static IEnumerable<KeyValuePair<string, string>> Leaves(
        JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}"))
        : [KeyValuePair.Create(path, element.ToString() is "True" or "False" ? element.ToString().ToLowerInvariant() : element.ToString())];

    [GeneratedRegex("\"(?<name>[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)\"")]
    private static partial Regex Variables();

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fragments();
}
