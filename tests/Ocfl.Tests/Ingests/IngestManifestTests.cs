using System.Text;
using Ocfl.Ingests;
using Ocfl.Staging;

namespace Ocfl.Tests.Ingests;

/// <summary>Manifests are read line by line, and each line that breaks a rule is named with its field.</summary>
public sealed class IngestManifestTests
{
    private static readonly IngestDefaults Defaults = new("m", "u", "mailto:u@example.org");

    [Fact]
    public async Task Json_lines_have_all_fields()
    {
        List<IngestLine> lines = await ReadAsync("""

            {"id": "urn:1", "source": "a"}
            {"id": "urn:2", "source": ["b", "c"], "message": "M", "user": "Bea", "address": "mailto:b@example.org", MORE}
            {"id": "urn:3", "source": "d", "bag": true, "user": "Bea", "digests": null}
            """.Replace(
                "MORE",
                "\"created\": \"1998-04-01T12:00:00Z\", \"mode\": \"merge\", \"include\": \"*.tif\", \"exclude\": [\"x\", \"y\"]",
                StringComparison.Ordinal));

        Assert.Equal([2L, 3, 4], lines.Select(line => line.Line));
        Assert.All(lines, line => Assert.Null(line.Fault));
        IngestEntry first = lines[0].Entry!;
        Assert.Equal(("urn:1", "m", "u", "mailto:u@example.org"), (first.Id, first.Message, first.User, first.Address));
        IngestEntry second = lines[1].Entry!;
        Assert.Equal(["b", "c"], second.Sources);
        Assert.Equal((UpdateMode.Merge, new DateTimeOffset(1998, 4, 1, 12, 0, 0, TimeSpan.Zero)), (second.Mode, second.Created));
        Assert.Equal(["*.tif"], second.Include);
        Assert.Equal(["x", "y"], second.Exclude);

        // An address goes with its own name.
        Assert.Equal((true, "Bea", null), (lines[2].Entry!.IsBag, lines[2].Entry!.User, lines[2].Entry!.Address));
    }

    [Fact]
    public async Task Csv_has_quoted_fields_with_commas_quotes_and_line_ends()
    {
        List<IngestLine> lines = await ReadAsync(
            "\uFEFFid,source,message\r\n\"urn:1\",\"a, b\",\"He said \"\"yes\"\"\r\nand left\"\r\n\r\nurn:2,c,\r\n");

        Assert.Equal([(2L, "urn:1"), (5L, "urn:2")], lines.Select(line => (line.Line, line.Entry!.Id)));
        Assert.Equal("He said \"yes\"\r\nand left", lines[0].Entry!.Message);
        Assert.Equal(["a, b"], lines[0].Entry!.Sources);
        Assert.Equal("m", lines[1].Entry!.Message);
    }

    [Theory]
    [InlineData("""{"source": "a"}""", "id: is missing or empty")]
    [InlineData("""{"id": "", "source": "a"}""", "id: is missing or empty")]
    [InlineData("""{"id": "x", "source": []}""", "source: is missing or empty")]
    [InlineData("""{"id": "x", "source": [""]}""", "source: is missing or empty")]
    [InlineData("""{"id": 1, "source": "a"}""", "id: must be a string")]
    [InlineData("""{"id": "x", "source": {}}""", "source: must be a string, or an array of strings")]
    [InlineData("""{"id": "x", "source": "a", "bag": "perhaps"}""", "bag: 'perhaps' must be true or false")]
    [InlineData("""{"id": "x", "source": "a", "bag": 1}""", "bag: must be true or false")]
    [InlineData("""{"id": "x", "source": ["a", "b"], "bag": true}""", "bag: is for one source, which is the bag")]
    [InlineData("""{"id": "x", "source": "a", "mode": "select"}""", "mode: 'select' must be replace or merge")]
    [InlineData("""{"id": "x", "source": "a", "created": "1998-04-01"}""",
        "created: '1998-04-01' must be a date, a time and an offset, such as 1998-04-01T12:00:00Z")]
    [InlineData("""{"id": "x", "source": "a", "address": "Ann"}""", "address: 'Ann' must be a URI, such as mailto:ann@example.org")]
    [InlineData("""{"id": "x", "source": "a", "digests": "d", "bag": true}""", "digests: is not for a bag, which has its own manifests")]
    [InlineData("""{"id": "x", "source": "a", "title": "t"}""",
        "title: is not known; the fields are id, source, message, user, address, created, mode, digests, bag, include, exclude")]
    [InlineData("""{"id": "x", "id": "y", "source": "a"}""", "is not JSON: ")]
    [InlineData("""{"id": "x" """, "is not JSON: ")]
    [InlineData("""{"id": "\ud800", "source": "a"}""", "has a text with half of a surrogate pair")]
    public async Task A_line_that_breaks_a_rule_does_not_stop_the_next(string line, string expected)
    {
        List<IngestLine> lines = await ReadAsync(line + "\n{\"id\": \"next\", \"source\": \"a\"}");

        Assert.Equal(2, lines.Count);
        Assert.StartsWith(expected, lines[0].Fault!.ToString(), StringComparison.Ordinal);
        Assert.Equal("next", lines[1].Entry!.Id);
    }

    [Theory]
    [InlineData("x,a,more", "has 3 fields, and the header has 2")]
    [InlineData("x", "has 1 fields, and the header has 2")]
    [InlineData("x,a\"b", "has a quote in a field that does not begin with one")]
    [InlineData("\"x\"y,a", "has text after the quote that ends a field; a quote in a field is written twice")]
    [InlineData(",a", "id: is missing or empty")]
    public async Task A_record_of_csv_that_breaks_a_rule_does_not_stop_the_next(string record, string expected)
    {
        // An odd number of quotes takes in what follows, up to the next quote.
        string closing = record.Count(character => character == '"') % 2 == 1 ? "\"\n" : "\n";
        List<IngestLine> lines = await ReadAsync($"id,source\n{record}{closing}next,a\n");

        Assert.Equal(expected, lines[0].Fault!.ToString());
        Assert.Equal("next", lines[^1].Entry!.Id);
    }

    [Theory]
    [InlineData("id,message\n", "line 1: is the header, and must have the fields id and source")]
    [InlineData("id,source,id\n", "line 1: is the header, and has a field twice")]
    [InlineData("id,source,title\n", "line 1: is the header, and has a field 'title'; the fields are ")]
    [InlineData("id,\"source\n", "line 1: has a field whose quote does not end")]
    public async Task A_header_that_breaks_a_rule_stops_everything(string text, string expected)
    {
        IngestManifestException fault = await Assert.ThrowsAsync<IngestManifestException>(() => ReadAsync(text));
        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_text_or_has_no_line_ends_is_refused()
    {
        byte[] latin = [.. Encoding.UTF8.GetBytes("{\"id\": \"x\", \"source\": \"a\"}\n{\"id\": \""), 0xE9];
        await Assert.ThrowsAsync<IngestManifestException>(() => ReadAsync(latin));
        await Assert.ThrowsAsync<IngestManifestException>(() => ReadAsync("{" + new string(' ', 2 << 20)));
    }

    [Fact]
    public async Task A_missing_message_or_user_is_named()
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes("""{"id": "x", "source": "a", "user": "u"}"""));
        IngestLine line = await IngestManifest.ReadAsync(content, new IngestDefaults(null, null, null)).SingleAsync();
        Assert.Equal("message: is missing, and there is no --message", line.Fault!.ToString());
    }

    private static Task<List<IngestLine>> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<List<IngestLine>> ReadAsync(byte[] bytes)
    {
        using MemoryStream content = new(bytes);
        return await IngestManifest.ReadAsync(content, Defaults).ToListAsync();
    }
}
