using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>Purges, and sources that are refused, by the client against the real service.</summary>
[Trait("Category", "Slow")]
public sealed class PurgeTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly RunningService _service = new() { Settings = ["--Ocfl:Objects:AllowPurge", "true"] };

    private OcflFunctionsClient Client => _service.Client;

    public Task InitializeAsync() => _service.InitializeAsync();

    [Fact]
    public async Task An_object_is_purged_once_and_its_record_is_read()
    {
        const string Id = "urn:x/ä?&";
        UpdateRequest update = new() { ObjectId = Id, Source = new UpdateSource { Directory = _service.AddSource(files: 2) } };
        Update made = await Client.WaitAsync((await Client.StartAsync(update)).Id).WaitAsync(Deadline);
        PurgeRequest request = new() { Confirm = Id, Reason = "why", User = new UpdateUser("Ada"), ExpectedHead = "v1" };

        StartedPurge started = await Client.PurgeAsync(request, "key");
        Purge purge = await Client.WaitForPurgeAsync(started.Id).WaitAsync(Deadline);

        Assert.Equal((PurgeStatus.Completed, Id, "why"), (purge.Status, purge.Record!.ObjectId, purge.Record.Reason));
        Assert.Equal(made.Result!.InventoryDigest, purge.Record.InventoryDigest);
        Assert.Equal(request, purge.Request);
        Assert.Equal(started.Id, (await Client.PurgeAsync(request, "key")).Id);
        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client.PurgeAsync(request));
        Assert.Equal((HttpStatusCode.NotFound, "object-not-found"), (refusal.Status, refusal.Kind));
        refusal = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client.GetPurgeAsync("none"));
        Assert.Equal((HttpStatusCode.NotFound, "purge-not-found"), (refusal.Status, refusal.Kind));
    }

    [Fact]
    public async Task A_run_of_maintenance_is_started_waited_for_and_listed()
    {
        StartedMaintenance started = await Client.StartMaintenanceAsync(dryRun: true);
        MaintenanceRun run = await Client.WaitForMaintenanceAsync(started.Id).WaitAsync(Deadline);

        Assert.Equal((MaintenanceStatus.Completed, true, true), (run.Status, run.DryRun, started.DryRun));
        Assert.Equal(started.Links, run.Links);
        Assert.Equal(run.Id, Assert.Single(await Client.ListMaintenanceAsync(top: 1)).Id);
        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client.GetMaintenanceAsync("none"));
        Assert.Equal((HttpStatusCode.NotFound, "maintenance-not-found"), (refusal.Status, refusal.Kind));
    }

    [Fact]
    public async Task The_files_for_which_a_source_is_refused_are_listed()
    {
        UpdateRequest request = new()
        {
            ObjectId = "urn:y",
            Source = new UpdateSource
            {
                Directory = _service.AddSource(files: 5),
                Digests = new SourceDigests
                {
                    Algorithm = "md5",
                    Files = Enumerable.Range(0, 5).ToDictionary(file => $"{file}.txt", _ => new string('0', 32)),
                },
            },
        };

        Update update = await Client.WaitAsync((await Client.StartAsync(request)).Id).WaitAsync(Deadline);
        List<SourceMismatch> mismatches = await Client.ListMismatchesAsync(update.Id, pageSize: 2).ToListAsync();

        Assert.Equal((UpdateStatus.Failed, "ContentMismatch"), (update.Status, update.Error!.Type));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(file => $"{file}.txt {SourceMismatchKind.WrongDigest} md5"),
            mismatches.Select(mismatch => $"{mismatch.Path} {mismatch.Kind} {mismatch.Algorithm}").Order(StringComparer.Ordinal));
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    public void Dispose() => _service.Dispose();
}
