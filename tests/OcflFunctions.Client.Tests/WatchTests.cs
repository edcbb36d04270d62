using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>Events, lists and commands of the real service.</summary>
[Trait("Category", "Slow")]
public sealed class WatchTests(WatchTests.Service fixture) : IClassFixture<WatchTests.Service>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly RunningService _service = fixture.Running;
    private readonly OcflFunctionsClient _client = fixture.Running.Client;

    [Fact]
    public async Task An_update_is_watched_to_its_end_and_every_event_can_be_continued_from()
    {
        string id = await StartAsync(files: 5);

        List<UpdateEvent> events = await _client.WatchAsync(id).ToListAsync().AsTask().WaitAsync(Deadline);

        Update end = events[^1].End!;
        Assert.Equal((id, UpdateStatus.Completed), (end.Id, end.Status));
        Assert.Equal(UpdateStatus.Completed, events.Last(each => each.Status is not null).Status!.Status);
        Assert.Equal(end.Progress.StepsDone, events.Last(each => each.Progress is not null).Progress!.StepsDone);
        Assert.Equal(
            end.Steps!.Select(step => (step.Number, step.State)),
            events.Where(each => each.Step is not null)
                .GroupBy(each => each.Step!.Number)
                .OrderBy(step => step.Key)
                .Select(step => (step.Key, step.Last().Step!.State)));
        Assert.Equal(events.Count, events.Select(each => each.Id).Distinct().Count());

        // All that comes after an event is what was not received with it.
        List<UpdateEvent> whole = await _client.WatchAsync(id).ToListAsync().AsTask().WaitAsync(Deadline);
        for (int index = 0; index < whole.Count; index++)
        {
            List<UpdateEvent> rest = await _client.WatchAsync(id, whole[index].Id).ToListAsync().AsTask().WaitAsync(Deadline);
            Assert.Equal(whole.Skip(index + 1).Select(each => each.Id), rest.Select(each => each.Id));
        }
    }

    [Fact]
    public async Task Streams_end_and_are_continued_without_loss_or_repetition()
    {
        await using Service shortLived = new("--Ocfl:Http:Events:Lifetime=00:00:00.3", "--Ocfl:Http:Events:Heartbeat=00:00:00.1");
        await shortLived.InitializeAsync();
        RunningService other = shortLived.Running;
        StartedUpdate started = await other.Client.StartAsync(Request(other.AddSource(files: 20)));
        await TrySuspendAsync(other.Client, started.Id);
        List<UpdateEvent> events = [];
        Task watching = CollectAsync();
        await WaitForAsync(() => events.Count > 0);
        long until = Environment.TickCount64 + 1_000;
        await WaitForAsync(() => Environment.TickCount64 >= until);
        await TryResumeAsync(other.Client, started.Id);
        await watching.WaitAsync(Deadline);

        Assert.Equal(UpdateStatus.Completed, events[^1].End!.Status);
        Assert.Equal(events.Count, events.Select(each => each.Id).Distinct().Count());

        async Task CollectAsync()
        {
            await foreach (UpdateEvent each in other.Client.WatchAsync(started.Id))
            {
                lock (events)
                {
                    events.Add(each);
                }
            }
        }
    }

    [Fact]
    public async Task A_stream_is_refused_where_it_cannot_be_sent()
    {
        string id = await StartAsync(files: 1);
        using HttpClient http = new() { BaseAddress = _service.Address };

        OcflFunctionsException unknown = await Assert.ThrowsAsync<OcflFunctionsException>(
            async () => await _client.WatchAsync("none").ToListAsync().AsTask().WaitAsync(Deadline));
        using HttpRequestMessage json = new(HttpMethod.Get, $"api/updates/{id}/events");
        json.Headers.Add("Accept", "application/json");
        using HttpResponseMessage notAcceptable = await http.SendAsync(json);
        using HttpRequestMessage foreign = new(HttpMethod.Get, $"api/updates/{id}/events");
        foreign.Headers.Add("Last-Event-ID", "of another service");
        using HttpResponseMessage invalid = await http.SendAsync(foreign);

        Assert.Equal((HttpStatusCode.NotFound, "update-not-found"), (unknown.Status, unknown.Kind));
        Assert.Equal(HttpStatusCode.NotAcceptable, notAcceptable.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, invalid.StatusCode);
    }

    [Fact]
    public async Task There_are_no_more_streams_than_allowed()
    {
        await using Service small = new("--Ocfl:Http:Events:MaxStreams=1");
        await small.InitializeAsync();
        using HttpClient http = new() { BaseAddress = small.Running.Address };
        string id = await StartSuspendedAsync(small.Running);

        HttpResponseMessage first = await http.GetAsync(
            new Uri($"api/updates/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using HttpResponseMessage second = await http.GetAsync(new Uri($"api/updates/{id}/events", UriKind.Relative));
        first.Dispose();

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
        await WaitForAsync(async () =>
        {
            using HttpResponseMessage again = await http.GetAsync(
                new Uri($"api/updates/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Updates_are_found_by_user_text_and_time()
    {
        string name = Guid.NewGuid().ToString("N");
        DateTimeOffset before = DateTimeOffset.UtcNow;
        string id = (await _client.StartAsync(Request(_service.AddSource(files: 1)) with
        {
            Message = $"Delivery of \"ä\" {name}",
            User = new UpdateUser("Ada " + name, $"mailto:{name}@example.org"),
        })).Id;
        await _client.WaitAsync(id).WaitAsync(Deadline);

        Assert.Equal([id], await ListAsync(new UpdateFilter { User = ("Ada " + name).ToUpperInvariant() }));
        Assert.Equal([id], await ListAsync(new UpdateFilter { User = $"MAILTO:{name}@example.org" }));
        Assert.Empty(await ListAsync(new UpdateFilter { User = name }));
        Assert.Equal([id], await ListAsync(new UpdateFilter { Text = $"\"Ä\" {name}" }));
        Assert.Contains(id, await ListAsync(new UpdateFilter { From = before.AddSeconds(-1) }));
        Assert.DoesNotContain(id, await ListAsync(new UpdateFilter { To = before.AddSeconds(-1) }));
        Assert.DoesNotContain(id, await ListAsync(new UpdateFilter { From = before.AddHours(1) }));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-08-01T12:00:00", "from")]
    [InlineData("from=2026-08-01T12:00:00Z&to=2026-08-01T12:00:00Z", "to")]
    [InlineData("text=", "text")]
    [InlineData("user=", "user")]
    [InlineData("status=Valid", "status")]
    [InlineData("continuation=x", "continuation")]
    public async Task A_filter_that_is_not_valid_is_refused_by_name(string query, string field)
    {
        using HttpClient http = new() { BaseAddress = _service.Address };

        using HttpResponseMessage answer = await http.GetAsync(new Uri("api/updates?" + query, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_validation_is_watched_listed_and_counts_files_and_bytes()
    {
        string id = await StartAsync(files: 3);
        Update update = await _client.WaitAsync(id).WaitAsync(Deadline);
        StartedValidation started = await _client.StartValidationAsync(new ValidationRequest { ObjectId = update.ObjectId });

        List<ValidationEvent> events = await _client.WatchValidationAsync(started.Id).ToListAsync().AsTask().WaitAsync(Deadline);

        Validation end = events[^1].End!;
        Assert.Equal(ValidationStatus.Completed, end.Status);
        Assert.Equal(3, end.Result!.Files);
        Assert.True(end.Result.Bytes > 0);
        Assert.Equal(events.Count, events.Select(each => each.Id).Distinct().Count());
        Validation listed = Assert.Single(await _client.ListValidationsAsync(
            new ValidationFilter { ObjectId = update.ObjectId, Statuses = [ValidationStatus.Completed] }).ToListAsync());
        Assert.Equal(started.Id, listed.Id);
        Assert.Empty(await _client.ListValidationsAsync(
            new ValidationFilter { ObjectId = update.ObjectId, Statuses = [ValidationStatus.Cancelled] }).ToListAsync());
    }

    [Fact]
    public async Task A_validation_is_suspended_resumed_and_cancelled()
    {
        // Many activities, one after the other: it is not over before it is suspended.
        await using Service own = new("--Ocfl:Validations:SliceObjects=1", "--Ocfl:Validations:Window=1");
        await own.InitializeAsync();
        OcflFunctionsClient client = own.Running.Client;
        for (int number = 0; number < 20; number++)
        {
            await client.WaitAsync((await client.StartAsync(Request(own.Running.AddSource(files: 1)))).Id).WaitAsync(Deadline);
        }

        Validation? validation = null;
        string id = await InTimeAsync(async () =>
        {
            string started = (await client.StartValidationAsync(new ValidationRequest())).Id;
            if (!await TryAsync(() => client.SuspendValidationAsync(started)))
            {
                return null;
            }

            OcflFunctionsException twice = await Assert.ThrowsAsync<OcflFunctionsException>(async () =>
            {
                await WaitForAsync(async () => (await client.GetValidationAsync(started)).Status == ValidationStatus.Suspended);
                await client.SuspendValidationAsync(started);
            });
            Assert.Equal((HttpStatusCode.Conflict, "wrong-state"), (twice.Status, twice.Kind));
            await client.CancelValidationAsync(started);
            validation = await client.WaitForValidationAsync(started).WaitAsync(Deadline);

            // It may have been suspended with nothing left to validate.
            return validation.Status == ValidationStatus.Cancelled ? started : null;
        });

        Assert.Equal(ValidationOutcome.Cancelled, validation!.Result!.Outcome);
        Assert.Contains(id, (await client.ListValidationsAsync(
            new ValidationFilter { Statuses = [ValidationStatus.Cancelled] }).ToListAsync()).Select(listed => listed.Id));
    }

    [Fact]
    public async Task The_service_reports_its_versions()
    {
        ServiceVersion version = await _client.GetVersionAsync();

        Assert.Equal(("OcflFunctions", "DurableTask.Sqlite", "Local"), (version.Product, version.Engine, version.Storage));
        Assert.Equal(("0004-hashed-n-tuple-storage-layout", "1.1"), (version.Layout, version.Specification));
        Assert.Equal(version, (await _client.GetHealthAsync()).Version);
    }

    [Fact]
    public async Task Metrics_are_served_where_they_are_asked_for()
    {
        await using Service measured = new("--Ocfl:Http:Metrics=true", "--Ocfl:Http:ApiKey=secret");
        await measured.InitializeAsync();
        using HttpClient http = new() { BaseAddress = measured.Running.Address };

        using HttpResponseMessage withoutKey = await http.GetAsync(new Uri("api/metrics", UriKind.Relative));
        string metrics = await http.GetStringAsync(new Uri("api/metrics?code=secret", UriKind.Relative));
        using HttpClient other = new() { BaseAddress = _service.Address };
        using HttpResponseMessage notAsked = await other.GetAsync(new Uri("api/metrics", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, withoutKey.StatusCode);
        Assert.Contains("durabletask_activities_running", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, notAsked.StatusCode);
    }

    [Fact]
    public async Task A_stop_ends_the_streams()
    {
        Service stopped = new();
        await stopped.InitializeAsync();
        using HttpClient http = new() { BaseAddress = stopped.Running.Address };
        string id = await StartSuspendedAsync(stopped.Running);
        using HttpResponseMessage answer = await http.GetAsync(
            new Uri($"api/updates/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Task<string> stream = answer.Content.ReadAsStringAsync();
        await stopped.DisposeAsync();

        Assert.EndsWith("\n\n", await stream.WaitAsync(Deadline), StringComparison.Ordinal);
    }

    private static UpdateRequest Request(string source) => new()
    {
        ObjectId = "urn:watch:" + Guid.NewGuid().ToString("N"),
        Source = new UpdateSource { Directory = source },
    };

    private async Task<string> StartAsync(int files) => (await _client.StartAsync(Request(_service.AddSource(files)))).Id;

    private static Task<string> StartSuspendedAsync(RunningService service) => InTimeAsync(async () =>
    {
        string id = (await service.Client.StartAsync(Request(service.AddSource(files: 20)))).Id;
        return await TrySuspendAsync(service.Client, id) ? id : null;
    });

    private static Task<bool> TrySuspendAsync(OcflFunctionsClient client, string id) => TryAsync(() => client.SuspendAsync(id));

    private static Task<bool> TryResumeAsync(OcflFunctionsClient client, string id) => TryAsync(() => client.ResumeAsync(id));

    private static async Task<bool> TryAsync(Func<Task> commandAsync)
    {
        try
        {
            await commandAsync();
            return true;
        }
        catch (OcflFunctionsException refusal) when (refusal.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    // What is done to something may come after its end, however long that takes.
    private static async Task<string> InTimeAsync(Func<Task<string?>> tryAsync)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            if (await tryAsync() is { } id)
            {
                return id;
            }
        }

        throw new TimeoutException("Each was over before it could be suspended.");
    }

    private static Task WaitForAsync(Func<bool> isSo) => WaitForAsync(() => Task.FromResult(isSo()));

    private static async Task WaitForAsync(Func<Task<bool>> isSoAsync)
    {
        using CancellationTokenSource enough = new(Deadline);
        while (!await isSoAsync())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), enough.Token);
        }
    }

    private async Task<IEnumerable<string>> ListAsync(UpdateFilter filter) =>
        (await _client.ListAsync(filter).ToListAsync()).Select(update => update.Id);

    /// <summary>A service with quick looks.</summary>
    public sealed class Service : IAsyncLifetime, IAsyncDisposable
    {
        public Service() : this([])
        {
        }

        internal Service(params string[] settings) =>
            Running = new RunningService { Settings = ["--Ocfl:Http:Events:PollInterval=00:00:00.05", .. settings] };

        public RunningService Running { get; }

        public Task InitializeAsync() => Running.InitializeAsync();

        public async Task DisposeAsync()
        {
            await Running.DisposeAsync();
            Running.Dispose();
        }

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
