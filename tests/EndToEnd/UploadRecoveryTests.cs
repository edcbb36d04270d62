using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The service is killed while files are uploaded: what it has acknowledged is there.</summary>
[Trait("Category", "Slow")]
public abstract class UploadRecoveryTests(KilledService killed, ITestOutputHelper output)
{
    private const int Files = 6;

    // How many times the service is killed; OCFL_UPLOAD_ROUNDS sets another number.
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("OCFL_UPLOAD_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 3;

    [LocalProcessFact]
    public async Task What_was_acknowledged_survives_the_death_of_the_process()
    {
        LocalService service = await killed.GetAsync();
        for (int round = 0; round < Rounds; round++)
        {
            await RunAsync(service, round);
        }
    }

    [LocalProcessFact]
    public async Task Nothing_is_left_of_a_stage_after_it_has_expired()
    {
        LocalService service = await killed.GetAsync();
        await service.KillAsync();
        // Long enough for the calls below on a busy machine.
        await service.RestartAsync("--Ocfl:Stages:Lifetime=00:00:10");
        string stage;
        using (Uploads uploads = new(service))
        {
            stage = await uploads.CreateAsync();
            Upload upload = await Upload.StartAsync(uploads, stage, "tus.bin", 2 << 20);
            await upload.SendPartAsync(uploads, 1 << 20);
            await uploads.PutAsync(stage, "put.bin", RandomNumberGenerator.GetBytes(1 << 20));
            await uploads.PutAsync(stage, "small.bin", RandomNumberGenerator.GetBytes(1 << 10));
            await Deadline.ForAsync(
                "the end of the stage",
                async () =>
                {
                    Answer answer = await uploads.SendAsync(HttpMethod.Get, "api/stages/" + stage);
                    return answer.Status == HttpStatusCode.NotFound ? stage : null;
                },
                () => service.Log);
            Assert.Equal(
                HttpStatusCode.NotFound, (await uploads.TusAsync(HttpMethod.Head, upload.Location, body: null)).Status);
        }

        await service.KillAsync();
        await service.RestartAsync();

        await Deadline.ForAsync(
            "the removal of the stage",
            async () => await service.Work.ListAsync("stages/" + stage, recursive: true).AnyAsync() ? null : stage,
            () => service.Log);
    }

    private async Task RunAsync(LocalService service, int round)
    {
        ConcurrentDictionary<string, byte[]> put = new(StringComparer.Ordinal);
        Upload[] sent;
        string stage;
        using (Uploads uploads = new(service))
        {
            stage = await uploads.CreateAsync();
            sent = await Task.WhenAll(Enumerable.Range(0, Files).Select(
                number => Upload.StartAsync(uploads, stage, $"tus/{number}", 3 << 20)));
            using CancellationTokenSource stop = new();
            Task[] work =
            [
                .. sent.Select(upload => UntilDeathAsync(() => upload.SendPartAsync(uploads, Random.Shared.Next(1, 400_000)), stop.Token)),
                .. Enumerable.Range(0, 6).Select(worker => UntilDeathAsync(() => PutAsync(uploads, stage, put), stop.Token)),
            ];
            int acknowledged = Random.Shared.Next(3, 100);
            await Deadline.ForAsync(
                "the moment to be killed",
                () => Task.FromResult(sent.Sum(upload => upload.Parts) + put.Count >= acknowledged ? stage : null),
                () => service.Log,
                TimeSpan.FromMilliseconds(2));
            await service.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(work);
        }

        output.WriteLine($"Round {round}: {sent.Sum(upload => upload.Acknowledged)} bytes of {Files} uploads, and {put.Count} files.");
        await service.RestartAsync();
        await RequireAsync(service, stage, sent, put);
    }

    private static async Task RequireAsync(
        LocalService service, string stage, Upload[] sent, ConcurrentDictionary<string, byte[]> put)
    {
        using Uploads uploads = new(service);
        foreach (Upload upload in sent)
        {
            Answer state = await uploads.TusAsync(HttpMethod.Head, upload.Location, body: null);
            long offset = long.Parse(state.Headers["Upload-Offset"], CultureInfo.InvariantCulture);
            Assert.True(offset >= upload.Acknowledged, $"{upload.Path}: {upload.Acknowledged} acknowledged, {offset} there");
            upload.Acknowledged = (int)offset;
            while (upload.Acknowledged < upload.Content.Length)
            {
                Assert.True(await upload.SendPartAsync(uploads, 1 << 20));
            }
        }

        JsonArray files = (await uploads.SendAsync(HttpMethod.Get, $"api/stages/{stage}?top=1000")).Body!["files"]!.AsArray();
        Dictionary<string, string> digests = files.ToDictionary(
            file => file!["path"]!.ToString(), file => file!["digests"]!["sha512"]!.ToString(), StringComparer.Ordinal);
        foreach ((string path, byte[] content) in sent.ToDictionary(upload => upload.Path, upload => upload.Content).Concat(put))
        {
            Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(content)), digests[path]);
        }

        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        using ServiceClient client = new(service);
        JsonObject source = new() { ["stage"] = stage };
        await client.WaitForStatusAsync(await client.StartAsync(ServiceClient.Body(objectId, source)), "Completed");
        await StoredObject.RequireValidAsync(service, objectId);
        Assert.Empty(await service.Work.ListAsync("stages/" + stage, recursive: true).ToListAsync());
    }

    private static async Task<bool> PutAsync(Uploads uploads, string stage, ConcurrentDictionary<string, byte[]> put)
    {
        string path = "put/" + Guid.NewGuid().ToString("N");

        // Small files share a file of the work area.
        byte[] content = RandomNumberGenerator.GetBytes(Random.Shared.Next(Random.Shared.Next(4) == 0 ? 200_000 : 5_000));
        Answer answer = await uploads.PutAsync(stage, path, content);
        return answer.Status == HttpStatusCode.Created && put.TryAdd(path, content);
    }

    private static async Task UntilDeathAsync(Func<Task<bool>> workAsync, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && await workAsync())
            {
            }
        }
        catch (HttpRequestException)
        {
            // The service is dead.
        }
    }

    /// <summary>An upload in parts, and what of it the service has acknowledged.</summary>
    private sealed class Upload(string path, string location, byte[] content)
    {
        public string Path => path;

        public string Location => location;

        public byte[] Content => content;

        public int Acknowledged { get; set; }

        public int Parts { get; private set; }

        public static async Task<Upload> StartAsync(Uploads uploads, string stage, string path, int length)
        {
            Answer created = await uploads.TusAsync(
                HttpMethod.Post,
                $"api/stages/{stage}/uploads",
                body: null,
                ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)),
                ("Upload-Metadata", "path " + Convert.ToBase64String(Encoding.UTF8.GetBytes(path))));
            return new Upload(path, created.Headers["Location"], RandomNumberGenerator.GetBytes(length));
        }

        /// <summary>Sends the next bytes.</summary>
        /// <returns>Whether the service has acknowledged them and there are more.</returns>
        public async Task<bool> SendPartAsync(Uploads uploads, int most)
        {
            byte[] part = content[Acknowledged..Math.Min(content.Length, Acknowledged + most)];
            Answer answer = await uploads.TusAsync(
                HttpMethod.Patch, location, part, ("Upload-Offset", Acknowledged.ToString(CultureInfo.InvariantCulture)));
            if (answer.Status != HttpStatusCode.NoContent)
            {
                return false;
            }

            Acknowledged = int.Parse(answer.Headers["Upload-Offset"], CultureInfo.InvariantCulture);
            Parts++;
            return part.Length > 0;
        }
    }
}
