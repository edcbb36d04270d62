using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ocfl.Archives;
using Ocfl.Inventories;
using OcflFunctions.Http;
using OcflFunctions.Objects;

namespace OcflFunctions.Tests;

/// <summary>Ranges and conditions (RFC 9110, sections 13 and 14), for 10 bytes.</summary>
public sealed class RangeAndConditionTests
{
    private const long Length = 10;
    private const string Modified = "Sat, 01 Aug 2026 12:00:00 GMT";
    private static readonly DateTimeOffset ModifiedAt = new(2026, 8, 1, 12, 0, 0, 500, TimeSpan.Zero);
    private static readonly Validators State = Validators.OfBytes("AB12", ModifiedAt);

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-", 0, 10)]
    [InlineData("bytes=3-5", 3, 3)]
    [InlineData("bytes=9-99", 9, 1)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=-99", 0, 10)]
    [InlineData("BYTES=1-2", 1, 2)]
    [InlineData("bytes=0-9223372036854775807", 0, 10)]
    public void A_range_selects_bytes(string range, long offset, long length) =>
        Assert.Equal(new ByteRange(offset, length), Read(Request(("Range", range))));

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("bytes=0-1, -1")]
    public void A_range_that_cannot_be_sent_is_refused_with_the_length(string range)
    {
        HttpRequest request = Request(("Range", range));

        ProblemException refusal = Assert.Throws<ProblemException>(() => Read(request));

        Assert.Equal((ProblemKind.RangeNotSatisfiable, "Range"), (refusal.Kind, refusal.Problem.Field));
        Assert.Equal("bytes */10", request.HttpContext.Response.Headers.ContentRange);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=5-3")]
    [InlineData("bytes=1-2-3")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("lines=1-2")]
    public void What_is_not_a_range_of_bytes_is_ignored(string range) => Assert.Null(Read(Request(("Range", range))));

    [Fact]
    public void A_HEAD_and_an_empty_content_have_no_range()
    {
        HttpRequest head = Request(("Range", "bytes=0-1"));
        head.Method = HttpMethods.Head;

        Assert.Null(Read(head));
        Assert.Throws<ProblemException>(() => ByteRange.Read(Request(("Range", "bytes=0-")), 0, State, ModifiedAt.AddDays(1)));
    }

    [Theory]
    [InlineData("\"ab12\"", true)]
    [InlineData("W/\"ab12\"", false)]
    [InlineData("\"AB12\"", false)]
    [InlineData("\"other\"", false)]
    [InlineData(Modified, true)]
    [InlineData("Sat, 01 Aug 2026 12:00:01 GMT", false)]
    [InlineData("nonsense", false)]
    public void If_Range_lets_a_range_be_sent_of_the_same_state(string condition, bool isSent) =>
        Assert.Equal(isSent, Read(Request(("Range", "bytes=0-1"), ("If-Range", condition))) is not null);

    [Fact]
    public void A_time_within_the_last_second_is_no_strong_validator() => Assert.Null(
        ByteRange.Read(
            Request(("Range", "bytes=0-1"), ("If-Range", Modified)), Length, State, ModifiedAt.AddMilliseconds(400)));

    [Theory]
    [InlineData("If-None-Match", "\"ab12\"", "304")]
    [InlineData("If-None-Match", "W/\"ab12\"", "304")]
    [InlineData("If-None-Match", "\"x\", \"ab12\"", "304")]
    [InlineData("If-None-Match", "*", "304")]
    [InlineData("If-None-Match", "\"x\"", "200")]
    [InlineData("If-None-Match", "not quoted", "200")]
    [InlineData("If-Match", "\"ab12\"", "200")]
    [InlineData("If-Match", "*", "200")]
    [InlineData("If-Match", "W/\"ab12\"", "412")]
    [InlineData("If-Match", "\"x\"", "412")]
    [InlineData("If-Match", "not quoted", "412")]
    [InlineData("If-Modified-Since", Modified, "304")]
    [InlineData("If-Modified-Since", "Sat, 01 Aug 2026 11:59:59 GMT", "200")]
    [InlineData("If-Modified-Since", "yesterday", "200")]
    [InlineData("If-Unmodified-Since", Modified, "200")]
    [InlineData("If-Unmodified-Since", "Sat, 01 Aug 2026 11:59:59 GMT", "412")]
    [InlineData("If-Unmodified-Since", "yesterday", "200")]
    public void A_condition_decides(string name, string value, string expected) =>
        Assert.Equal(expected, Evaluate(State, Request((name, value))));

    [Fact]
    public void Entity_tags_count_before_times()
    {
        Assert.Equal("200", Evaluate(State, Request(("If-None-Match", "\"x\""), ("If-Modified-Since", Modified))));
        Assert.Equal(
            "200", Evaluate(State, Request(("If-Match", "\"ab12\""), ("If-Unmodified-Since", "Sat, 01 Aug 2020 00:00:00 GMT"))));
        Assert.Equal("412", Evaluate(State, Request(("If-Match", "\"x\""), ("If-None-Match", "\"ab12\""))));
        Assert.Equal("412", Evaluate(Validators.OfAnswer("ab12"), Request(("If-Match", "W/\"ab12\""))));
    }

    [Theory]
    [InlineData("urn:x:1", "urn_x_1")]
    [InlineData("../../etc/passwd", "etc_passwd")]
    [InlineData("...", "object")]
    [InlineData("日本", "object")]
    [InlineData("a\r\nb", "a_b")]
    public void A_name_for_an_object_is_safe_in_any_folder(string id, string expected) =>
        Assert.Equal(expected + "-v1", VersionArchive.NameOf(id, new VersionNumber(1)));

    [Theory]
    [InlineData("a.html", "text/html")]
    [InlineData("dir/a.SVG", "image/svg+xml")]
    [InlineData("html", "application/octet-stream")]
    public void A_media_type_is_that_of_the_name(string path, string expected) => Assert.Equal(expected, ContentHeaders.TypeOf(path));

    [Fact]
    public void A_hostile_file_name_cannot_add_a_field()
    {
        DefaultHttpContext context = new();

        ContentHeaders.Write(context.Response, "a\r\nSet-Cookie: x=\"1\";é\0.txt");

        string disposition = context.Response.Headers.ContentDisposition.ToString();
        Assert.DoesNotContain(disposition, char.IsControl);
        Assert.True(Ascii.IsValid(disposition));
        Assert.StartsWith("attachment; filename=", disposition, StringComparison.Ordinal);
    }

    private static string Evaluate(Validators validators, HttpRequest request)
    {
        try
        {
            return validators.AreKnownTo(request) ? "304" : "200";
        }
        catch (ProblemException refusal)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{refusal.Problem.Status}");
        }
    }

    private static ByteRange? Read(HttpRequest request) => ByteRange.Read(request, Length, State, ModifiedAt.AddDays(1));

    private static HttpRequest Request(params (string Name, string Value)[] headers)
    {
        DefaultHttpContext context = new();
        context.Request.Method = HttpMethods.Get;
        foreach ((string name, string value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        return context.Request;
    }
}
