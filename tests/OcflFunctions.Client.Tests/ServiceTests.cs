using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>The client against the real service.</summary>
[Trait("Category", "Slow")]
public sealed class ServiceTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly OcflFunctionsClient _client = service.Client;

    [Fact]
    public async Task An_update_is_started_watched_and_found()
    {
        string objectId = NewId();
        List<Update> seen = [];
        UpdateRequest request = new()
        {
            ObjectId = objectId,
            Source = new UpdateSource { Directory = service.AddSource(files: 3) },
            Message = "First version",
            User = new UpdateUser("Ada", "mailto:ada@example.org"),
            ExpectedHead = UpdateRequest.NoHead,
        };

        StartedUpdate started = await _client.StartAsync(request);
        Update update = await _client.WaitAsync(started.Id, new Collect(seen)).WaitAsync(Deadline);

        Assert.Equal((UpdateStatus.Completed, "v1"), (update.Status, update.Result!.Version));
        Assert.Equal(request, update.Request);
        Assert.True(update.Progress!.Committed);
        Assert.All(update.Steps!, step => Assert.True(step.State is StepState.Done or StepState.AlreadyDone, step.ToString()));
        Assert.Equal(update.Id, seen[^1].Id);
        Update listed = Assert.Single(await ListAsync(new UpdateFilter { ObjectId = objectId, Statuses = [UpdateStatus.Completed] }));
        Assert.Equal(started.Id, listed.Id);
    }

    [Fact]
    public async Task The_same_key_is_the_same_update()
    {
        UpdateRequest request = new() { ObjectId = NewId(), Source = new UpdateSource { Directory = service.AddSource(files: 1) } };
        string key = NewId();

        StartedUpdate[] started = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _client.StartAsync(request, key)));

        string id = Assert.Single(started.Select(update => update.Id).Distinct());
        Assert.Equal(UpdateStatus.Completed, (await _client.WaitAsync(id).WaitAsync(Deadline)).Status);
        Assert.Equal(UpdateStatus.Completed, (await _client.StartAsync(request, key)).Status);
        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(
            () => _client.StartAsync(request with { Message = "Another" }, key));
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "idempotency-key-reused", "Idempotency-Key"),
            (refusal.Status, refusal.Kind, refusal.Field));
    }

    [Fact]
    public async Task Changes_need_no_source()
    {
        UpdateRequest first = new()
        {
            ObjectId = NewId(),
            Source = new UpdateSource
            {
                Directory = service.AddSource(new Dictionary<string, string>(StringComparer.Ordinal) { ["a.txt"] = "a" }),
            },
        };
        await _client.WaitAsync((await _client.StartAsync(first)).Id).WaitAsync(Deadline);

        StartedUpdate started = await _client.StartAsync(new UpdateRequest
        {
            ObjectId = first.ObjectId,
            Changes = [new StateChange { Kind = StateChangeKind.Rename, From = "a.txt", To = "é.txt" }],
        });
        Update update = await _client.WaitAsync(started.Id).WaitAsync(Deadline);

        Assert.Equal((UpdateStatus.Completed, 1), (update.Status, update.Result!.Files!.Renamed));
        Assert.Equal(["é.txt"], await _client.ListFilesAsync(first.ObjectId).Select(file => file.Path).ToListAsync());
    }

    [Fact]
    public async Task An_object_is_validated_and_its_report_read()
    {
        string objectId = NewId();
        StartedUpdate made = await _client.StartAsync(
            new UpdateRequest { ObjectId = objectId, Source = new UpdateSource { Directory = service.AddSource(files: 2) } });
        Update update = await _client.WaitAsync(made.Id).WaitAsync(Deadline);
        string objectRoot = Path.Combine(service.Folder, "root", update.Result!.ObjectRoot!);
        foreach (string name in (string[])["x", "y", "z"])
        {
            await File.WriteAllTextAsync(Path.Combine(objectRoot, name), name);
        }

        string key = NewId();
        StartedValidation started = await _client.StartValidationAsync(new ValidationRequest { ObjectId = objectId }, key);
        Validation validation = await _client.WaitForValidationAsync(started.Id).WaitAsync(Deadline);
        List<Finding> findings = await _client.ListFindingsAsync(started.Id, pageSize: 1).ToListAsync();

        Assert.Equal(
            (ValidationStatus.Completed, ValidationOutcome.Invalid, 1),
            (validation.Status, validation.Result!.Outcome, (int)validation.Result.Invalid));
        Assert.Equal((1, 1), ((int)validation.Progress!.Objects, (int)validation.Progress.Total!));
        Assert.Equal(
            ["x", "y", "z"],
            findings.Where(finding => finding is { Code: "E001", Severity: FindingSeverity.Error }).Select(finding => finding.Path));
        Assert.All(findings, finding => Assert.Equal((objectId, update.Result.ObjectRoot), (finding.ObjectId, finding.ObjectRoot)));
        Assert.Equal(started.Id, (await _client.StartValidationAsync(new ValidationRequest { ObjectId = objectId }, key)).Id);
        Assert.Equal(
            "idempotency-key-reused",
            (await Assert.ThrowsAsync<OcflFunctionsException>(
                () => _client.StartValidationAsync(new ValidationRequest { Content = false }, key))).Kind);
        Assert.Equal(
            "object-not-found",
            (await Assert.ThrowsAsync<OcflFunctionsException>(
                () => _client.StartValidationAsync(new ValidationRequest { ObjectId = NewId() }))).Kind);
        Assert.Equal(
            "validation-not-found", (await Assert.ThrowsAsync<OcflFunctionsException>(() => _client.GetValidationAsync(made.Id))).Kind);
        Assert.Equal("update-not-found", (await Assert.ThrowsAsync<OcflFunctionsException>(() => _client.GetAsync(started.Id))).Kind);
    }

    [Fact]
    public async Task An_update_is_suspended_resumed_and_cancelled()
    {
        StartedUpdate started = await _client.StartAsync(
            new UpdateRequest { ObjectId = NewId(), Source = new UpdateSource { Directory = service.AddSource(files: 1200) } });

        await _client.SuspendAsync(started.Id);
        await WaitForAsync(_client, started.Id, UpdateStatus.Suspended);
        Assert.Equal("wrong-state", (await Assert.ThrowsAsync<OcflFunctionsException>(() => _client.SuspendAsync(started.Id))).Kind);
        await _client.ResumeAsync(started.Id);
        await _client.CancelAsync(started.Id);

        Assert.Equal(UpdateStatus.Cancelled, (await _client.WaitAsync(started.Id).WaitAsync(Deadline)).Status);
        Assert.Equal(
            HttpStatusCode.Conflict, (await Assert.ThrowsAsync<OcflFunctionsException>(() => _client.CancelAsync(started.Id))).Status);
    }

    [Fact]
    public async Task A_held_update_goes_on_when_it_is_told_to()
    {
        using RunningService faulty = new() { Settings = ["--Ocfl:Updates:Attempts=1"] };
        await faulty.InitializeAsync();
        string pending = Path.Combine(faulty.Folder, "root.pending");
        if (Directory.Exists(pending))
        {
            Directory.Delete(pending, recursive: true);
        }

        await File.WriteAllTextAsync(pending, "in the way of the folder that is needed");

        StartedUpdate started = await faulty.Client.StartAsync(
            new UpdateRequest { ObjectId = NewId(), Source = new UpdateSource { Directory = faulty.AddSource(files: 1) } });
        Update held = await WaitForAsync(faulty.Client, started.Id, UpdateStatus.Held);
        File.Delete(pending);
        await faulty.Client.RetryAsync(started.Id);
        Update update = await faulty.Client.WaitAsync(started.Id).WaitAsync(Deadline);

        Assert.Equal(UpdatePhase.Held, held.Phase);
        Assert.NotNull(held.Error);
        Assert.NotNull(held.Progress!.HeldUntil);
        Assert.Equal(UpdateStatus.Completed, update.Status);
        await faulty.DisposeAsync();
    }

    [Fact]
    public async Task Pages_hold_each_update_once()
    {
        string objectId = NewId();
        UpdateRequest request = new() { ObjectId = objectId, Source = new UpdateSource { Directory = service.AddSource(files: 1) } };
        HashSet<string> ids = [];
        for (int update = 0; update < 5; update++)
        {
            ids.Add((await _client.WaitAsync((await _client.StartAsync(request)).Id).WaitAsync(Deadline)).Id);
        }

        List<Update> listed = await ListAsync(new UpdateFilter { ObjectId = objectId, PageSize = 2 });

        Assert.Equal(5, listed.Count);
        Assert.Equal(ids, [.. listed.Select(update => update.Id)]);
        Assert.Equal(1, listed.Count(update => update.Status == UpdateStatus.Completed));
        Assert.Equal(4, listed.Count(update => update.Status == UpdateStatus.Unchanged));
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_named()
    {
        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(
            () => _client.StartAsync(new UpdateRequest
            {
                ObjectId = "",
                Source = new UpdateSource { Directory = "../elsewhere" },
                User = new UpdateUser("Ada", "nowhere"),
            }));

        Assert.Equal(HttpStatusCode.BadRequest, refusal.Status);
        Assert.Contains("/user/address", refusal.Errors.Select(error => error.JsonPointer));
        Assert.Equal("update-not-found", (await Assert.ThrowsAsync<OcflFunctionsException>(() => _client.GetAsync("nobody"))).Kind);
        Assert.Equal(
            "invalid-query", (await Assert.ThrowsAsync<OcflFunctionsException>(() => ListAsync(new UpdateFilter { PageSize = 501 }))).Kind);
    }

    [Fact]
    public async Task The_service_is_ready() => Assert.Equal("ready", (await _client.GetHealthAsync()).Status);

    private static async Task<Update> WaitForAsync(OcflFunctionsClient client, string id, UpdateStatus status)
    {
        using CancellationTokenSource found = new();
        Until until = new(status, found);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WaitAsync(id, until, found.Token).WaitAsync(Deadline));
        return until.Found!;
    }

    private async Task<List<Update>> ListAsync(UpdateFilter filter)
    {
        List<Update> updates = [];
        await foreach (Update update in _client.ListAsync(filter))
        {
            updates.Add(update);
        }

        return updates;
    }

    private static string NewId() => "urn:client:" + Guid.NewGuid().ToString("N");

    private sealed class Until(UpdateStatus status, CancellationTokenSource found) : IProgress<Update>
    {
        public Update? Found { get; private set; }

        public void Report(Update value)
        {
            if (value.Status == status)
            {
                Found = value;
                found.Cancel();
            }
        }
    }

    private sealed class Collect(List<Update> seen) : IProgress<Update>
    {
        public void Report(Update value) => seen.Add(value);
    }
}
