using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Local.Demo;

/// <summary>The calls that the demo makes, over real HTTP.</summary>
internal sealed class DemoClient(HttpClient http, UpdateSource source)
{
    /// <summary>Requests a new version of the demo's object.</summary>
    public async Task<StartedUpdate> StartAsync(string objectId, string message, CancellationToken cancellationToken)
    {
        UpdateRequest request = new()
        {
            ObjectId = objectId,
            Message = message,
            User = new UpdateUser("Demo", "mailto:demo@example.org"),
            Source = source,
        };
        using HttpResponseMessage answer = await http.PostAsJsonAsync(
            "/api/updates", request, ContractsJson.Relaxed.UpdateRequest, cancellationToken);
        return await ReadAsync(answer, ContractsJson.Relaxed.StartedUpdate, cancellationToken);
    }

    /// <summary>The state of an update.</summary>
    public async Task<Update> GetAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri($"/api/updates/{id}", UriKind.Relative), cancellationToken);
        return await ReadAsync(answer, ContractsJson.Relaxed.Update, cancellationToken);
    }

    /// <summary>The newest update that is not finished; null if there is none.</summary>
    public async Task<Update?> FindUnfinishedAsync(CancellationToken cancellationToken)
    {
        foreach (UpdateStatus status in new[] { UpdateStatus.Running, UpdateStatus.Queued })
        {
            using HttpResponseMessage answer = await http.GetAsync(
                new Uri($"/api/updates?status={status}&top=1", UriKind.Relative), cancellationToken);
            UpdatePage page = await ReadAsync(answer, ContractsJson.Relaxed.UpdatePage, cancellationToken);
            if (page.Updates.Count > 0)
            {
                return page.Updates[0];
            }
        }

        return null;
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        string body = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize(body, type)!
            : throw new InvalidOperationException(
                $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {body}");
    }
}
