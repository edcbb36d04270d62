using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

public abstract class ValidationTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    public static TheoryData<string, HttpStatusCode, string, string> Bodies => new()
    {
        { """{"objectId":"a","color":"red"}""", HttpStatusCode.BadRequest, "unknown-field", "color" },
        { """{"objectId":""}""", HttpStatusCode.BadRequest, "empty-value", "objectId" },
        { """{"objectId":7}""", HttpStatusCode.BadRequest, "wrong-type", "objectId" },
        { """{"objectId":"a\u0000b"}""", HttpStatusCode.BadRequest, "control-character", "objectId" },
        { """{"content":"yes"}""", HttpStatusCode.BadRequest, "wrong-type", "content" },
        { """{"content":1}""", HttpStatusCode.BadRequest, "wrong-type", "content" },
        { "[]", HttpStatusCode.BadRequest, "wrong-type", "" },
        { "", HttpStatusCode.BadRequest, "malformed-json", "" },
        { """{"content":true,"content":false}""", HttpStatusCode.BadRequest, "malformed-json", "" },
        { """{"objectId":"urn:e2e:nothing"}""", HttpStatusCode.NotFound, "object-not-found", "objectId" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task What_is_wrong_is_refused_with_its_problem(string body, HttpStatusCode status, string type, string field)
    {
        Answer answer = await _client.PostAsync("api/validations", Encoding.UTF8.GetBytes(body), "application/json");

        Assert.Equal((status, "urn:ocfl-functions:problem:" + type, field), (answer.Status, answer.Text("type")!, answer.Text("field")
            ?? ""));
    }

    [Fact]
    public async Task What_is_no_JSON_or_too_much_is_refused()
    {
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType, (await _client.PostAsync("api/validations", "{}"u8.ToArray(), "text/plain")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _client.PostAsync(
            "api/validations", Encoding.UTF8.GetBytes($"{{\"objectId\":\"{new string('x', 1 << 20)}\"}}"), "application/json")).Status);
    }

    [Theory]
    [InlineData("api/validations/nothing", HttpStatusCode.NotFound, "validation-not-found")]
    [InlineData("api/validations/nothing/findings", HttpStatusCode.NotFound, "validation-not-found")]
    [InlineData("api/validations/nothing/findings?top=0", HttpStatusCode.BadRequest, "invalid-query")]
    [InlineData("api/validations/nothing/findings?top=1001", HttpStatusCode.BadRequest, "invalid-query")]
    [InlineData("api/validations/nothing/findings?continuation=x", HttpStatusCode.BadRequest, "invalid-query")]
    public async Task A_question_that_has_no_answer_is_refused(string path, HttpStatusCode status, string type)
    {
        Answer answer = await _client.GetAsync(path);

        Assert.Equal((status, "urn:ocfl-functions:problem:" + type), (answer.Status, answer.Text("type")!));
    }

    [Fact]
    public async Task An_object_is_validated_once_for_each_key()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        await _client.UpdateAsync(objectId, source.Name);
        string key = Guid.NewGuid().ToString("N");

        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => _client.PostAsync("api/validations", new JsonObject { ["objectId"] = objectId }, key)));

        string id = Assert.Single(answers.Select(answer => answer.Text("id")!).Distinct());
        JsonNode validation = await ValidatedRoot.WaitForOutcomeAsync(_service, _client, id, "Valid");
        Assert.Equal((1, 0), ((int)validation["result"]!["valid"]!, (await ValidatedRoot.ReadReportAsync(_client, id)).Length));
        Assert.Equal(
            HttpStatusCode.OK, (await _client.PostAsync("api/validations", new JsonObject { ["objectId"] = objectId }, key)).Status);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await _client.PostAsync("api/validations", new JsonObject { ["objectId"] = objectId, ["content"] = false }, key)).Status);

        // The same key for an update is another matter.
        Assert.Equal(
            HttpStatusCode.Accepted, (await _client.PostAsync("api/updates", ServiceClient.Body(objectId, source.Name), key)).Status);
    }

    [Fact]
    public async Task Updates_of_an_object_are_no_findings_about_it()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "0");
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        await _client.UpdateAsync(objectId, source.Name);
        List<string> validations = [];
        for (int version = 2; version <= 8; version++)
        {
            source.Write($"{version}.txt", objectId + version);
            string update = await _client.StartAsync(objectId, source.Name);
            validations.Add(await ValidatedRoot.StartAsync(_client, new JsonObject { ["objectId"] = objectId }));
            validations.Add(await ValidatedRoot.StartAsync(_client, new JsonObject { ["objectId"] = objectId }));
            await _client.WaitForStatusAsync(update, "Completed");
        }

        foreach (string validation in validations)
        {
            await ValidatedRoot.WaitForEndAsync(_service, _client, validation);

            // One that came too close to updates all the time says so, and nothing else.
            Assert.All(await ValidatedRoot.ReadReportAsync(_client, validation), finding => Assert.StartsWith(
                "Warning S001 ", finding, StringComparison.Ordinal));
        }

        await ValidatedRoot.WaitForOutcomeAsync(
            _service, _client, await ValidatedRoot.StartAsync(_client, new JsonObject { ["objectId"] = objectId }), "Valid");
    }
}
