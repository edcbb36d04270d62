using System.Text.Json;
using OcflFunctions.Durable;

namespace OcflFunctions.Tests;

public sealed class EventReasonTests
{
    [Theory]
    [InlineData("""{"reason":"why"}""", "why")]
    [InlineData("\"why\"", "why")]
    [InlineData("\"two\\nlines\"", "two lines")]
    [InlineData("""{"reason":5}""", null)]
    [InlineData("""{"reason":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("[1]", null)]
    [InlineData("true", null)]
    [InlineData("5", null)]
    [InlineData("null", null)]
    [InlineData("""{"reason":"\ud800"}""", null)]
    [InlineData("""{"\ud800":1}""", null)]
    [InlineData("""{"\ud800":1,"reason":"why"}""", "why")]
    [InlineData("\"\\ud800\"", null)]
    public void Whatever_JSON_an_event_has_is_read(string payload, string? reason) =>
        Assert.Equal(reason, EventReason.Of(JsonSerializer.Deserialize<object?>(payload)));

    [Fact]
    public void A_reason_is_clipped() =>
        Assert.InRange(EventReason.Of(JsonSerializer.SerializeToElement(new string('x', 100_000)))!.Length, 1000, 1003);
}
