using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>The calls of audits that need no damaged object: on any service.</summary>
public abstract class AuditCallTests(ServiceFixture fixture) : CallTests(fixture)
{
    [Fact]
    public async Task A_run_is_suspended_resumed_and_cancelled_and_no_other_starts_beside_it()
    {
        using SourceFolder source = new SourceFolder(Service).Write("a.txt", "a");
        await Client.UpdateAsync("urn:e2e:" + Guid.NewGuid().ToString("N"), source.Name);

        // The run may finish before a command arrives.
        string run = await Deadline.ForAsync("an audit that takes each command", TryCommandsAsync);

        foreach (string command in (string[])["suspend", "resume", "cancel"])
        {
            await RequireAsync(HttpStatusCode.Conflict, "wrong-state", "POST", $"{run}/{command}");
            await RequireAsync(HttpStatusCode.NotFound, "audit-not-found", "POST", $"api/audits/none/{command}");
        }

        await RequireAsync(HttpStatusCode.NotFound, "audit-not-found", "GET", "api/audits/none");
    }

    [Fact]
    public async Task The_overview_is_conditional()
    {
        // Another test's audit may change it in between.
        await Deadline.ForAsync("an overview that does not change", async () =>
        {
            using HttpResponseMessage whole = await Caller.SendAsync("GET", "api/audits?top=1");
            string tag = whole.Headers.ETag!.ToString();
            bool isSame = true;
            foreach (string method in (string[])["GET", "HEAD"])
            {
                using HttpResponseMessage known = await Caller.SendAsync(
                    method, "api/audits?top=1", headers: ("If-None-Match", tag));
                isSame &= known.StatusCode == HttpStatusCode.NotModified;
                await RequireAsync(HttpStatusCode.PreconditionFailed, null, method, "api/audits", ("If-Match", "\"other\""));
                await RequireAsync(HttpStatusCode.OK, null, method, "api/audits");
            }

            return isSame ? tag : null;
        });
    }

    // The path of the cancelled run; null if a command came too late.
    private async Task<string?> TryCommandsAsync()
    {
        Answer started = await Client.PostAsync("api/audits", new JsonObject { ["all"] = true });
        Assert.True(started.Status == HttpStatusCode.Accepted, $"{started.Status}: {started.Body}");
        string run = "api/audits/" + started.Text("id");
        if ((await Client.PostAsync(run + "/suspend")).Status != HttpStatusCode.Accepted || !await ReachesAsync(run, "Suspended"))
        {
            return await ReachesAsync(run, "Completed") ? null : throw new InvalidOperationException($"The audit {run} has not completed.");
        }

        await Caller.RequireAsync(
            HttpStatusCode.Conflict, "audit-running", "POST", "api/audits", ApiCaller.Json(new JsonObject()));
        await RequireAsync(HttpStatusCode.Conflict, "wrong-state", "POST", run + "/suspend");
        await RequireAsync(HttpStatusCode.Accepted, null, "POST", run + "/resume");
        Answer cancelled = await Client.PostAsync(run + "/cancel");
        Assert.True(cancelled.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{cancelled.Status}: {cancelled.Body}");
        return await ReachesAsync(run, "Cancelled") ? run : null;
    }

    // Whether a run is in a status, and not in another one that it cannot leave by itself.
    private async Task<bool> ReachesAsync(string run, string status) => status == await Deadline.ForAsync(
        $"{status} of {run}",
        async () => (await Client.GetAsync(run)).Text("status") is var now && now is "Queued" or "Running" ? null : now,
        () => Service.Log);

    private Task<string> RequireAsync(
        HttpStatusCode status, string? problem, string method, string path, params (string Name, string Value)[] headers) =>
        Caller.RequireAsync(status, problem, method, path, content: null, headers);
}
