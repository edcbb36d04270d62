using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd.Hostile;

/// <summary>A caller that makes updates of all kinds, one after the other, and notes how each was answered.</summary>
internal sealed class HostileCaller(HostileService service, ServiceClient client, int seed, int number, int objects) : IDisposable
{
    private readonly Random _random = new((seed * 1000) + number);
    private readonly List<SourceFolder> _sources = [];
    private readonly List<HostileUpdate> _updates = [];

    /// <summary>What was answered.</summary>
    public IReadOnlyList<HostileUpdate> Updates => _updates;

    /// <summary>Makes some updates.</summary>
    public async Task UpdateAsync(int count)
    {
        for (int turn = 0; turn < count; turn++)
        {
            await UpdateOnceAsync($"seed {seed}, caller {number}, update {turn}");
        }
    }

    public void Dispose() => _sources.ForEach(source => source.Dispose());

    private async Task UpdateOnceAsync(string message)
    {
        (SourceFolder source, Dictionary<string, string> files) = Prepare(message);
        string mode = _random.Next(2) == 0 ? "merge" : "replace";
        JsonObject body = ServiceClient.Body(
            $"urn:hostile:{_random.Next(objects)}", source.Name, mode, _random.Next(6) == 0 ? $"v{_random.Next(4)}" : null);
        body["message"] = message;
        if (await StartAsync(body, message) is not { } id)
        {
            return;
        }

        await DisturbAsync(id);
        JsonNode end = await WaitForEndAsync(id);
        string status = end["status"]!.ToString();
        Assert.True(status is "Completed" or "Cancelled" || IsConflict(end), $"{end}");
        _updates.Add(new HostileUpdate(
            id,
            body["objectId"]!.ToString(),
            message,
            body["mode"]!.ToString(),
            files,
            status,
            status == "Completed" ? end["result"]!["version"]!.ToString() : null));
    }

    private (SourceFolder Source, Dictionary<string, string> Files) Prepare(string message)
    {
        SourceFolder source = new(service);
        _sources.Add(source);
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        Write("own.txt", message);
        for (int file = _random.Next(5); file > 0; file--)
        {
            // Some of it many have, under the same path or another.
            Write($"folder-{_random.Next(2)}/file-{_random.Next(4)}.txt", $"content {_random.Next(6)}");
        }

        return (source, files);

        void Write(string path, string content)
        {
            source.Write(path, content);
            files[path] = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(content)));
        }
    }

    /// <returns>The update's id; null where the service refused it, and nothing may come of it.</returns>
    private async Task<string?> StartAsync(JsonObject body, string message)
    {
        if (_random.Next(2) == 0)
        {
            return RequireStarted([await client.PostAsync("api/updates", body)]);
        }

        // The same key several times at once, perhaps with a body among them that is another: one of the bodies counts.
        JsonObject other = (JsonObject)body.DeepClone();
        other["mode"] = body["mode"]!.ToString() == "merge" ? "replace" : "merge";
        bool isMixed = _random.Next(3) == 0;
        JsonObject[] bodies = [.. Enumerable.Range(0, 1 + _random.Next(4)).Select(turn => isMixed && turn % 2 == 1 ? other : body)];
        Answer[] answers = await Task.WhenAll(bodies.Select(posted => client.PostAsync("api/updates", posted, message.Replace(' ', '-'))));
        string? id = RequireStarted(answers);
        if (id is not null)
        {
            await RequireOneBodyAsync(id, body, bodies, answers);
        }

        return id;
    }

    /// <summary>All answers that accept name the same update; the others say why not.</summary>
    private static string? RequireStarted(Answer[] answers)
    {
        Assert.All(answers, answer => Assert.True(
            answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity,
            $"{answer.Status}: {answer.Body}"));
        string[] ids = [.. answers.Where(answer => answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK)
            .Select(answer => answer.Text("id")!)
            .Distinct()];
        Assert.InRange(ids.Length, 0, 1);
        return ids.FirstOrDefault();
    }

    /// <summary>
    /// A caller whose request was accepted finds its values in the update; a caller that requested something else got an error.
    /// </summary>
    private async Task RequireOneBodyAsync(string id, JsonObject body, JsonObject[] bodies, Answer[] answers)
    {
        string counts = (await client.GetUpdateAsync(id))["request"]!["mode"]!.ToString();
        foreach ((JsonObject posted, Answer answer) in bodies.Zip(answers))
        {
            bool isAccepted = answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK;
            Assert.True(
                !isAccepted || posted["mode"]!.ToString() == counts, $"{posted} was answered {answer.Status}, and {counts} counts.");
        }

        body["mode"] = counts;
    }

    private async Task DisturbAsync(string id)
    {
        switch (_random.Next(6))
        {
            case 0:
                await WaitAsync();
                await CommandAsync(id, "cancel");
                break;
            case 1:
                await WaitAsync();
                await CommandAsync(id, "suspend");
                await WaitAsync();
                await CommandAsync(id, "resume");
                break;
            default:
                break;
        }
    }

    // A suspension may arrive after the resumption that was sent later.
    private async Task<JsonNode> WaitForEndAsync(string id)
    {
        JsonNode? last = null;
        return await Deadline.ForAsync(
            $"the end of update {id}",
            async () =>
            {
                last = await client.GetUpdateAsync(id);
                if (last["status"]!.ToString() == "Suspended")
                {
                    await CommandAsync(id, "resume");
                }

                return ServiceClient.HasEnded(last) ? last : null;
            },
            () => $"It was last: {last}{Environment.NewLine}{service.Log}");
    }

    private async Task CommandAsync(string id, string command)
    {
        Answer answer = await client.PostAsync($"api/updates/{id}/{command}");
        Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{command}: {answer.Status} {answer.Body}");
    }

    // Not for anything to happen, but to happen to meet the update at some point of its way.
    private Task WaitAsync() => Task.Delay(_random.Next(1500));

    private static bool IsConflict(JsonNode update) =>
        update["status"]!.ToString() == "Failed"
            && update["request"]!["expectedHead"] is not null
            && update["error"]!["type"]!.ToString() == "ObjectConflict";
}
