using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

[Trait("Category", "Slow")]
public abstract class ControlTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task A_suspended_update_goes_on_when_it_is_resumed()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(fixture.ManyFiles);
        (string objectId, string id) = await _client.StartSuspendedAsync(source.Name);

        await RequireAsync(HttpStatusCode.Conflict, id, "suspend");
        await RequireAsync(HttpStatusCode.Accepted, id, "resume");

        await _client.WaitForStatusAsync(id, "Completed");
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task A_cancelled_update_leaves_nothing_behind()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(fixture.ManyFiles);

        (string objectId, JsonNode update) = await _client.StartCancelledAsync(source.Name);

        Assert.Equal("Cancelled", update["result"]!["outcome"]!.ToString());
        Assert.Null(update["error"]);
        await StoredFiles.RequireNothingOfAsync(_service, update["id"]!.ToString());
        await _client.UpdateAsync(objectId, source.Name);
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task An_update_that_waits_for_its_turn_can_be_cancelled()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(fixture.ManyFiles);
        (string objectId, string first, string second) = await _client.StartQueueAsync(source.Name, source.Name);

        await RequireAsync(HttpStatusCode.Accepted, second, "cancel");

        await _client.WaitForStatusAsync(second, "Cancelled");
        await RequireAsync(HttpStatusCode.Accepted, first, "resume");
        await _client.WaitForStatusAsync(first, "Completed");
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task A_suspended_update_is_resumed_to_be_cancelled()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(fixture.ManyFiles);
        (_, string id) = await _client.StartSuspendedAsync(source.Name);

        await RequireAsync(HttpStatusCode.Accepted, id, "cancel");

        await _client.WaitForStatusAsync(id, "Cancelled");
        await StoredFiles.RequireNothingOfAsync(_service, id);
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task What_has_come_to_its_end_cannot_be_changed(string command)
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        JsonNode update = await _client.UpdateAsync(NewId(), source.Name);

        Answer answer = await RequireAsync(HttpStatusCode.Conflict, update["id"]!.ToString(), command);

        Assert.Equal("urn:ocfl-functions:problem:wrong-state", answer.Text("type"));
        await RequireAsync(HttpStatusCode.NotFound, "nobody", command);
    }

    private async Task<Answer> RequireAsync(HttpStatusCode status, string id, string command)
    {
        Answer answer = await _client.PostAsync($"api/updates/{id}/{command}");
        Assert.True(answer.Status == status, $"{command}: {answer.Status} {answer.Body}");
        return answer;
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
