using System.Text;
using System.Text.Json;
using Ocfl.Layouts;

namespace Ocfl.Tests.Layouts;

public sealed class StorageLayoutsTests
{
    [Theory]
    [InlineData("0003", """{"digestAlgorithm": ""}""", "digestAlgorithm")]
    [InlineData("0003", """{"digestAlgorithm": "crc32"}""", "digestAlgorithm")]
    [InlineData("0003", """{"digestAlgorithm": "size"}""", "digestAlgorithm")]
    [InlineData("0003", """{"digestAlgorithm": 5}""", "digestAlgorithm")]
    [InlineData("0003", """{"digestAlgorithm": null}""", "digestAlgorithm")]
    [InlineData("0003", """{"tupleSize": 33}""", "tupleSize")]
    [InlineData("0003", """{"tupleSize": -1}""", "tupleSize")]
    [InlineData("0003", """{"tupleSize": 2.5}""", "tupleSize")]
    [InlineData("0003", """{"tupleSize": "3"}""", "tupleSize")]
    [InlineData("0003", """{"tupleSize": 0}""", "numberOfTuples")]
    [InlineData("0004", """{"numberOfTuples": 0}""", "tupleSize")]
    [InlineData("0004", """{"numberOfTuples": 33}""", "numberOfTuples")]
    [InlineData("0004", """{"tupleSize": 9, "numberOfTuples": 8}""", "numberOfTuples")]
    [InlineData("0004", """{"tupleSize": 8, "numberOfTuples": 8, "shortObjectRoot": true}""", "shortObjectRoot")]
    [InlineData("0004", """{"shortObjectRoot": "true"}""", "shortObjectRoot")]
    [InlineData("0004", """{"shortobjectroot": true}""", "shortobjectroot")]
    [InlineData("0006", "{}", "delimiter")]
    [InlineData("0006", """{"delimiter": ""}""", "delimiter")]
    [InlineData("0006", "", "delimiter")]
    [InlineData("0007", """{"tupleSize": 0}""", "tupleSize")]
    [InlineData("0007", """{"numberOfTuples": 0}""", "numberOfTuples")]
    [InlineData("0007", """{"zeroPadding": "both"}""", "zeroPadding")]
    [InlineData("0007", """{"reverseObjectRoot": 1}""", "reverseObjectRoot")]
    [InlineData("0007", """{"delimiter": ""}""", "delimiter")]
    [InlineData("0010", """{"tupleSegmentSizes": []}""", "tupleSegmentSizes")]
    [InlineData("0010", """{"tupleSegmentSizes": [3, 0]}""", "tupleSegmentSizes")]
    [InlineData("0010", """{"tupleSegmentSizes": 3}""", "tupleSegmentSizes")]
    [InlineData("0010", """{"tupleSegmentSizes": ["3"]}""", "tupleSegmentSizes")]
    [InlineData("0011", """{"PathFilenameLen": 32000}""", "PathFilenameLen")]
    [InlineData("0011", """{"maxPathSegmentLen": 0}""", "maxPathSegmentLen")]
    [InlineData("0011", """{"maxPathnameLen": 0}""", "maxPathnameLen")]
    [InlineData("0011", """{"numberOfFallbackTuples": -1}""", "numberOfFallbackTuples")]
    [InlineData("0011", """{"fallbackTupleSize": 0}""", "fallbackTupleSize")]
    [InlineData("0011", """{"numberOfFallbackTuples": 8, "fallbackTupleSize": 4}""", "numberOfFallbackTuples")]
    [InlineData("0011", """{"fallbackDigestAlgorithm": "none"}""", "fallbackDigestAlgorithm")]
    [InlineData("0011", """{"fallbackFolder": "../out"}""", "fallbackFolder")]
    [InlineData("0011", """{"replacementString": "/"}""", "replacementString")]
    [InlineData("0012", """{"delimiters": [""]}""", "delimiters")]
    [InlineData("0012", """{"delimiters": ":"}""", "delimiters")]
    [InlineData("0006", """{"delimiter": "\ud800"}""", "delimiter")]
    [InlineData("0002", """{"anything": 1}""", "anything")]
    public void A_wrong_parameter_is_named(string number, string parameters, string parameter)
    {
        Assert.True(StorageLayouts.Default.TryGetName(number, out string? name));
        string configuration = parameters.Length == 0
            ? ""
            : $$"""{"extensionName": "{{name}}"{{(parameters == "{}" ? "}" : ", " + parameters[1..])}}""";
        LayoutConfigurationException exception = Assert.Throws<LayoutConfigurationException>(
            () => StorageLayouts.Default.Create(name, Encoding.UTF8.GetBytes(configuration)));
        Assert.Equal(parameter, exception.Parameter);
        Assert.Contains($"'{parameter}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"extensionName": "0004-hashed-n-tuple-storage-layout", "tupleSize": 3, "tupleSize": 4}""")]
    [InlineData("""{"tupleSize": 3}""")]
    [InlineData("""{"extensionName": "0003-hash-and-id-n-tuple-storage-layout"}""")]
    public void A_configuration_that_is_not_one_is_refused(string configuration) =>
        Assert.Throws<LayoutConfigurationException>(
            () => StorageLayouts.Default.Create(HashedNTupleLayout.Name, Encoding.UTF8.GetBytes(configuration)));

    [Fact]
    public void A_configuration_that_is_not_UTF8_is_refused() =>
        Assert.Throws<LayoutConfigurationException>(() => StorageLayouts.Default.Create(
            FlatOmitPrefixLayout.Name,
            Encoding.Latin1.GetBytes("""{"extensionName": "0006-flat-omit-prefix-storage-layout", "delimiter": "é"}""")));

    [Theory]
    [InlineData("0002", "")]
    [InlineData("0003", """, "digestAlgorithm": "sha1", "tupleSize": 4""")]
    [InlineData("0004", """, "shortObjectRoot": true""")]
    [InlineData("0006", """, "delimiter": "\"é<"  """)]
    [InlineData("0007", """, "zeroPadding": "right" """)]
    [InlineData("0010", """, "tupleSegmentSizes": [1, 2, 3]""")]
    [InlineData("0011", """, "encodeUTF": true, "fallbackTupleSize": 2""")]
    [InlineData("0012", """, "delimiters": [":", "/"]""")]
    public void What_is_written_is_read_back_the_same(string number, string parameters)
    {
        Assert.True(StorageLayouts.Default.TryGetName(number, out string? name));
        IStorageLayout layout = StorageLayouts.Default.Create(
            name, Encoding.UTF8.GetBytes($$"""{"extensionName": "{{name}}"{{parameters}}}"""));

        byte[] written = StorageLayouts.GetConfiguration(layout);
        byte[] again = StorageLayouts.GetConfiguration(StorageLayouts.Default.Create(name, written));

        Assert.Equal(written, again);
        Assert.Equal((byte)'\n', written[^1]);
        using JsonDocument given = JsonDocument.Parse($$"""{"extensionName": "{{name}}"{{parameters}}}""");
        using JsonDocument read = JsonDocument.Parse(written);
        Assert.All(given.RootElement.EnumerateObject(), property => Assert.True(
            JsonElement.DeepEquals(property.Value, read.RootElement.GetProperty(property.Name))));
    }

    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        Assert.Equal(
            """
            {
              "extensionName": "0004-hashed-n-tuple-storage-layout",
              "digestAlgorithm": "sha256",
              "tupleSize": 3,
              "numberOfTuples": 3,
              "shortObjectRoot": false
            }

            """,
            Encoding.UTF8.GetString(StorageLayouts.GetConfiguration(new HashedNTupleLayout())));
        Assert.Equal(
            """{"extensionName":"0011-direct-clean-path-layout","maxPathSegmentLen":127,"maxPathnameLen":32000,"encodeUTF":false,"replacementString":"_","whitespaceReplacementString":" ","fallbackDigestAlgorithm":"md5","fallbackFolder":"fallback","numberOfFallbackTuples":0,"fallbackTupleSize":1}""",
            Encoding.UTF8.GetString(StorageLayouts.GetConfiguration(new DirectCleanPathLayout()))
                .Replace("\n", "", StringComparison.Ordinal)
                .Replace("  ", "", StringComparison.Ordinal)
                .Replace("\": ", "\":", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0002", "", "extensions", "own")]
    [InlineData("0002", "", "0=ocfl_1.1", "own")]
    [InlineData("0002", "", "ocfl_layout.json", "own")]
    [InlineData("0002", "", "..", "'..'")]
    [InlineData("0002", "", ".", "'..'")]
    [InlineData("0002", "", "a\0b", "NUL")]
    [InlineData("0003", """{"tupleSize": 0, "numberOfTuples": 0}""", "extensions", "own")]
    [InlineData("0006", """{"delimiter": ":"}""", "nothing-after:", "delimiter")]
    [InlineData("0006", """{"delimiter": ":"}""", "info:..", "'..'")]
    [InlineData("0007", "", "nothing-after:", "delimiter")]
    [InlineData("0007", "", "urn:é", "ASCII")]
    [InlineData("0007", "", "urn:a\tb", "ASCII")]
    [InlineData("0007", """{"delimiter": "#"}""", "urn#a/b", "'/'")]
    [InlineData("0007", """{"tupleSize": 2}""", "urn:....ab", "'..'")]
    [InlineData("0010", "", "druid:gh875jh548", "11")]
    [InlineData("0010", "", "druid:gh875jh54899", "11")]
    [InlineData("0010", "", "druid:", "delimiter")]
    [InlineData("0010", "", "druid:é", "ASCII")]
    [InlineData("0010", """{"tupleSegmentSizes": [2, 2]}""", "a:....", "'..'")]
    [InlineData("0010", """{"tupleSegmentSizes": [10, 1]}""", "extensions1", "own")]
    [InlineData("0011", "", "extensions/x", "own")]
    [InlineData("0011", "", "~~", "''")]
    [InlineData("0011", """{"replacementString": ""}""", "../up", "'.")]
    [InlineData("0011", """{"maxPathSegmentLen": 2, "maxPathnameLen": 20}""", "too-long", "maxPathnameLen")]
    public void An_id_without_a_place_is_refused_with_the_rule(string number, string parameters, string id, string rule)
    {
        Assert.True(StorageLayouts.Default.TryGetName(number, out string? name));
        LayoutExamples.AssertRefuses(name, parameters, id, rule);
    }

    [Fact]
    public void Half_a_surrogate_is_refused()
    {
        LayoutExamples.AssertRefuses(FlatDirectLayout.Name, "", "half \ud800", "surrogate");
        LayoutExamples.AssertRefuses(HashAndIdNTupleLayout.Name, "", "\udc00 half", "surrogate");
        LayoutExamples.AssertRefuses(HashAndNoPrefixIdNTupleLayout.Name, """{"delimiters": [":"]}""", "a:\udc00", "surrogate");
    }

    [Fact]
    public void An_empty_id_is_refused_by_all() => Assert.All(
        StorageLayouts.Default.Names,
        name => Assert.Throws<ArgumentException>(
            () => LayoutExamples.Create(name, name == FlatOmitPrefixLayout.Name ? """{"delimiter": ":"}""" : "").GetObjectRoot("")));

    [Fact]
    public void A_layout_of_ones_own_can_be_added()
    {
        StorageLayouts layouts = StorageLayouts.Default.With("my-layout", parameters => new UpsideDown(parameters.GetString("suffix", "")));

        Assert.Equal(
            "cba-x",
            layouts.Create("my-layout", Encoding.UTF8.GetBytes("""{"extensionName": "my-layout", "suffix": "-x"}""")).GetObjectRoot("abc"));
        Assert.False(StorageLayouts.Default.TryCreate("my-layout", default, out _));
        Assert.Contains(
            "0004-hashed-n-tuple-storage-layout",
            Assert.Throws<LayoutConfigurationException>(() => StorageLayouts.Default.Create("my-layout")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0004", true)]
    [InlineData("0004-hashed-n-tuple-storage-layout", true)]
    [InlineData("0005", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void A_number_names_a_layout(string text, bool isKnown) => Assert.Equal(isKnown, StorageLayouts.Default.TryGetName(text, out _));

    private sealed class UpsideDown(string suffix) : IStorageLayout
    {
        public string ExtensionName => "my-layout";

        public string Description => "Ids from back to front.";

        public string GetObjectRoot(string objectId) => new string([.. objectId.Reverse()]) + suffix;

        public void WriteParameters(Utf8JsonWriter writer) => writer.WriteString("suffix", suffix);
    }
}
