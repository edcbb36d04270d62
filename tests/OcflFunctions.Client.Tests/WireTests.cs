using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace OcflFunctions.Client.Tests;

/// <summary>The client's records are the service's: what one side writes with something in every field, the other reads and writes again, the same.</summary>
public sealed class WireTests
{
    private static readonly (Type Service, JsonTypeInfo Client)[] Pairs =
    [
        (typeof(Contracts.UpdateRequest), ClientJson.Relaxed.UpdateRequest),
        (typeof(Http.StartedUpdate), ClientJson.Relaxed.StartedUpdate),
        (typeof(Http.UpdateView), ClientJson.Relaxed.Update),
        (typeof(Http.UpdatePage), ClientJson.Relaxed.UpdatePage),
        (typeof(Contracts.ValidationRequest), ClientJson.Relaxed.ValidationRequest),
        (typeof(Http.StartedValidation), ClientJson.Relaxed.StartedValidation),
        (typeof(Http.ValidationView), ClientJson.Relaxed.Validation),
        (typeof(Http.FindingPage), ClientJson.Relaxed.FindingPage),
        (typeof(Http.HealthReport), ClientJson.Relaxed.HealthReport),
        (typeof(Http.Problem), ClientJson.Relaxed.Problem),
    ];

    public static TheoryData<string> Names => [.. Pairs.Select(pair => pair.Service.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_service_writes_the_client_understands_whole(string name)
    {
        (Type service, JsonTypeInfo client) = Pairs.Single(pair => pair.Service.Name == name);
        foreach (object sample in Sample.Of(service))
        {
            JsonNode written = JsonSerializer.SerializeToNode(sample, service)!;

            JsonNode again = JsonSerializer.SerializeToNode(written.Deserialize(client), client)!;

            // Nothing of the sample may be lost on the way, and a name that the client does not know would be.
            AssertSame(written, again);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_client_has_the_service_knows(string name)
    {
        (Type service, JsonTypeInfo client) = Pairs.Single(pair => pair.Service.Name == name);
        foreach (object sample in Sample.Of(client.Type))
        {
            JsonNode written = WithoutUnknown(JsonSerializer.SerializeToNode(sample, client)!, outcome: client.Type == typeof(Validation) ? "Valid" : "Completed");

            JsonNode again = JsonSerializer.SerializeToNode(written.Deserialize(service), service)!;

            AssertSame(written, again);
        }
    }

    [Fact]
    public void A_name_of_a_newer_service_is_unknown_and_no_end()
    {
        JsonNode written = JsonSerializer.SerializeToNode(Sample.Of(typeof(Http.UpdateView)).First(), typeof(Http.UpdateView))!;
        written["status"] = "Hibernating";
        written["phase"] = 7;
        written["steps"]![0]!["state"] = "dreaming";

        Update update = written.Deserialize(ClientJson.Relaxed.Update)!;

        Assert.Equal(UpdateStatus.Unknown, update.Status);
        Assert.Equal(UpdatePhase.Unknown, update.Phase);
        Assert.Equal(StepState.Unknown, update.Steps![0].State);
        Assert.False(update.IsFinished);
    }

    private static void AssertSame(JsonNode expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected: {expected}{Environment.NewLine}Actual: {actual}");

    private static JsonNode WithoutUnknown(JsonNode written, string outcome)
    {
        string text = written.ToJsonString();
        return JsonNode.Parse(text
            .Replace("\"status\":\"Unknown\"", "\"status\":\"Queued\"", StringComparison.Ordinal)
            .Replace("\"phase\":\"Unknown\"", "\"phase\":\"Claiming\"", StringComparison.Ordinal)
            .Replace("\"outcome\":\"Unknown\"", $"\"outcome\":\"{outcome}\"", StringComparison.Ordinal)
            .Replace("\"rootOutcome\":\"Unknown\"", "\"rootOutcome\":\"Valid\"", StringComparison.Ordinal)
            .Replace("\"severity\":\"Unknown\"", "\"severity\":\"Error\"", StringComparison.Ordinal)
            .Replace("\"state\":\"unknown\"", "\"state\":\"waiting\"", StringComparison.Ordinal))!;
    }
}
