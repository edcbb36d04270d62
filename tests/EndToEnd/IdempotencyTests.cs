using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

public abstract class IdempotencyTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task One_key_gives_one_update_however_often_and_however_fast_it_is_sent()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string key = Guid.NewGuid().ToString();
        JsonObject body = ServiceClient.Body("urn:e2e:" + key, source.Name);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.PostAsync("api/updates", body.DeepClone(), key)));

        Assert.All(answers, answer => Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.OK]));
        string id = Assert.Single(answers.Select(answer => answer.Text("id")).Distinct())!;
        Assert.DoesNotContain(key, id, StringComparison.OrdinalIgnoreCase);
        await _client.WaitForStatusAsync(id, "Completed");
        Answer late = await _client.PostAsync("api/updates", body.DeepClone(), key);
        Assert.Equal(HttpStatusCode.OK, late.Status);
        Assert.Equal(id, late.Text("id"));
        Assert.Equal("Completed", late.Text("status"));
        await StoredObject.RequireContentAsync(_service, "urn:e2e:" + key, versions: 1, source[""]);
    }

    [Fact]
    public async Task A_key_is_not_for_another_body()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string key = Guid.NewGuid().ToString();
        Answer first = await _client.PostAsync("api/updates", ServiceClient.Body("urn:e2e:" + key, source.Name), key);

        Answer second = await _client.PostAsync("api/updates", ServiceClient.Body("urn:e2e:other:" + key, source.Name), key);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.Status);
        Assert.Equal("urn:ocfl-functions:problem:idempotency-key-reused", second.Text("type"));
        await _client.WaitForStatusAsync(first.Text("id")!, "Completed");
    }

    [Fact]
    public async Task Of_two_bodies_at_once_with_one_key_one_is_done_and_the_other_refused()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string key = Guid.NewGuid().ToString();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
            _client.PostAsync("api/updates", ServiceClient.Body($"urn:e2e:{number % 2}:{key}", source.Name), key)));

        ILookup<bool, Answer> taken = answers.ToLookup(answer => answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK);
        Assert.Equal(3, taken[true].Count());
        Assert.All(taken[false], answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status));
        string id = Assert.Single(taken[true].Select(answer => answer.Text("id")).Distinct())!;
        JsonNode update = await _client.WaitForStatusAsync(id, "Completed");
        Assert.All(taken[true], answer => Assert.Equal(update["objectId"]!.ToString(), answer.Text("objectId")));
    }
}
