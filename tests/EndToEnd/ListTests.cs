using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

public abstract class ListTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task Updates_are_listed_newest_first_page_by_page()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string objectId = "urn:e2e:list & page/" + Guid.NewGuid().ToString("N");
        List<string> ids = [];
        for (int number = 0; number < 5; number++)
        {
            ids.Insert(
                0, (await _client.UpdateAsync(objectId, source.Name, status: number == 0 ? "Completed" : "Unchanged"))["id"]!.ToString());
        }

        List<string> listed = [];
        string? continuation = null;
        do
        {
            Answer page = await _client.GetAsync(
                $"api/updates?objectId={Uri.EscapeDataString(objectId)}&top=2&continuation={continuation}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            JsonArray updates = page.Body!["updates"]!.AsArray();
            Assert.InRange(updates.Count, 1, 2);
            listed.AddRange(updates.Select(update => update!["id"]!.ToString()));
            continuation = page.Text("continuation");
        }
        while (continuation is not null);

        Assert.Equal(ids, listed);
    }

    [Fact]
    public async Task Updates_are_listed_by_status()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        string completed = (await _client.UpdateAsync(objectId, source.Name))["id"]!.ToString();
        string unchanged = (await _client.UpdateAsync(objectId, source.Name, status: "Unchanged"))["id"]!.ToString();

        Assert.Equal([completed], await ListAsync("Completed"));
        Assert.Equal([unchanged], await ListAsync("unchanged"));
        Assert.Equal([unchanged, completed], await ListAsync("Completed,Unchanged,Failed"));
        Assert.Empty(await ListAsync("Running"));

        async Task<IEnumerable<string>> ListAsync(string status)
        {
            Answer page = await _client.GetAsync($"api/updates?objectId={objectId}&status={status}");
            return page.Body!["updates"]!.AsArray().Select(update => update!["id"]!.ToString());
        }
    }
}
