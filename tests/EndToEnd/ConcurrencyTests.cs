using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

public abstract class ConcurrencyTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task Updates_of_one_object_at_once_follow_each_other_and_none_is_lost()
    {
        const int Count = 6;
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        using SourceFolder all = new(_service);
        SourceFolder[] sources = [.. Enumerable.Range(0, Count).Select(
            number => new SourceFolder(_service).Write($"file-{number}.txt", $"{number}"))];
        try
        {
            string[] ids = await Task.WhenAll(sources.Select(source => _client.StartAsync(objectId, source.Name, "merge")));
            JsonNode[] updates = await Task.WhenAll(ids.Select(id => _client.WaitForStatusAsync(id, "Completed")));

            Assert.Equal(
                Enumerable.Range(1, Count).Select(number => $"v{number}"),
                updates.Select(update => update["result"]!["version"]!.ToString()).Order(StringComparer.Ordinal));
            foreach (int number in Enumerable.Range(0, Count))
            {
                all.Write($"file-{number}.txt", $"{number}");
            }

            await StoredObject.RequireContentAsync(_service, objectId, versions: Count, all[""]);
        }
        finally
        {
            foreach (SourceFolder source in sources)
            {
                source.Dispose();
            }
        }
    }

    [Fact]
    public async Task Of_updates_at_once_that_expect_the_same_head_one_wins_and_the_others_say_why_not()
    {
        const int Count = 5;
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, Count)
            .Select(_ => _client.PostAsync("api/updates", ServiceClient.Body(objectId, source.Name, expectedHead: "v0"))));

        Assert.All(answers, answer => Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.Conflict]));
        JsonNode[] updates = await Task.WhenAll(
            answers.Where(answer => answer.Status == HttpStatusCode.Accepted).Select(
                answer => _client.WaitForEndAsync(answer.Text("id")!)));
        Assert.Single(updates, update => update["status"]!.ToString() == "Completed");
        Assert.All(
            updates.Where(update => update["status"]!.ToString() != "Completed"),
            update => Assert.Equal("ObjectConflict", update["error"]!["type"]!.ToString()));
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task Updates_of_many_objects_run_beside_each_other()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(5);
        string[] objectIds = [.. Enumerable.Range(0, 12).Select(_ => "urn:e2e:" + Guid.NewGuid().ToString("N"))];

        await Task.WhenAll(objectIds.Select(objectId => _client.UpdateAsync(objectId, source.Name)));

        foreach (string objectId in objectIds)
        {
            await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
        }
    }
}
