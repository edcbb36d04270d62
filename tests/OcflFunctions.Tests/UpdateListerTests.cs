using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class UpdateListerTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeClient _client = new();
    private readonly HttpRequest _request = new DefaultHttpContext().Request;

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task Updates_of_years_are_listed_newest_first_each_once(int top)
    {
        double[] hoursAgo = [0, 0.5, 0.5, 1, 1.0000001, 2, 8, 9, 9, 24, 100, 1000, 1000, 10_000, 50_000];
        foreach (double hours in hoursAgo.OrderBy(hours => hours.GetHashCode()))
        {
            Add(Now - TimeSpan.FromHours(hours));
        }

        _client.Instances.Add(new OrchestrationMetadata("Other", "other") { CreatedAt = Now });
        List<Update> listed = [];
        string? continuation = null;
        do
        {
            UpdatePage page = await ListAsync(new QueryString($"?top={top}&continuation={continuation}"));
            Assert.InRange(page.Updates.Count, 1, top);
            listed.AddRange(page.Updates);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(
            _client.Instances.Where(instance => instance.Name == "UpdateObject").OrderByDescending(instance =>
                instance.CreatedAt).ThenByDescending(instance => instance.InstanceId, StringComparer.Ordinal)
                .Select(instance => instance.InstanceId),
            listed.Select(update => update.Id));
    }

    [Fact]
    public async Task The_newest_are_found_without_a_look_at_all_history()
    {
        for (int minutes = 0; minutes < 30; minutes++)
        {
            Add(Now - TimeSpan.FromMinutes(minutes));
        }

        await ListAsync(new QueryString("?top=10"));

        Assert.Single(_client.Queries);
    }

    [Fact]
    public async Task An_update_whose_input_is_none_is_listed_without_what_was_asked_for()
    {
        Add(Now);
        _client.Instances.Add(new OrchestrationMetadata("UpdateObject", "broken")
        {
            CreatedAt = Now,
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            DataConverter = EngineJson.Converter,
            SerializedInput = """{"request":{"objectId":"a"},"settings":{"newVersion":{"pathConstraint":"dos"}}}""",
        });

        UpdatePage page = await ListAsync(new QueryString("?top=10"));

        Assert.Equal(2, page.Updates.Count);
        Assert.Null(Assert.Single(page.Updates, update => update.Id == "broken").ObjectId);
    }

    [Fact]
    public async Task A_window_with_too_many_is_cut_and_every_update_is_listed_once()
    {
        for (int index = 0; index < 3 * WindowedListing.MostInWindow; index++)
        {
            Add(Now - TimeSpan.FromSeconds(index));
        }

        UpdatePage first = await ListAsync(new QueryString("?top=10"));
        HashSet<string> listed = [.. first.Updates.Select(update => update.Id)];
        for (string? next = first.Continuation; next is not null;)
        {
            UpdatePage page = await ListAsync(new QueryString($"?top=500&continuation={next}"));
            Assert.All(page.Updates, update => Assert.True(listed.Add(update.Id)));
            next = page.Continuation;
        }

        Assert.Equal(3 * WindowedListing.MostInWindow, listed.Count);
        Assert.All(_client.Queries, query => Assert.NotNull(query));
    }

    [Fact]
    public async Task A_request_that_finds_nothing_reads_a_bounded_number_and_continues()
    {
        for (int index = 0; index < InstancePages.MostExamined + 2_000; index++)
        {
            Add(Now - TimeSpan.FromSeconds(10 * index));
        }

        _client.Instances[^1] = Named(_client.Instances[^1].CreatedAt, "found \"é\"");
        List<Update> found = [];
        int pages = 0;
        for (string? next = ""; next is not null; pages++)
        {
            UpdatePage page = await ListAsync(new QueryString($"?text={Uri.EscapeDataString("FOUND \"É\"")}&continuation={next}"));
            found.AddRange(page.Updates);
            next = page.Continuation;
        }

        Assert.Equal("found \"é\"", Assert.Single(found).Request!.Message);
        Assert.InRange(pages, 2, 3);
    }

    [Fact]
    public async Task What_other_orchestrators_run_counts_as_examined()
    {
        for (int index = 0; index < 2 * InstancePages.MostExamined; index++)
        {
            _client.Instances.Add(new OrchestrationMetadata("ImportObject", Guid.NewGuid().ToString("N"))
            {
                CreatedAt = Now - TimeSpan.FromSeconds(index),
                RuntimeStatus = OrchestrationRuntimeStatus.Completed,
            });
        }

        Add(Now - TimeSpan.FromSeconds(2 * InstancePages.MostExamined));
        List<Update> found = [];
        int pages = 0;
        for (string? next = ""; next is not null; pages++)
        {
            UpdatePage page = await ListAsync(new QueryString($"?continuation={next}"));
            found.AddRange(page.Updates);
            next = page.Continuation;
        }

        Assert.Single(found);
        Assert.InRange(pages, 2, 5);
    }

    [Fact]
    public async Task Statuses_are_part_of_the_query()
    {
        Add(Now);

        UpdatePage page = await ListAsync(new QueryString("?status=Failed,Held"));

        Assert.Empty(page.Updates);
        Assert.All(_client.Queries, query => Assert.Equal(
            [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Running], query!.Statuses!));
    }

    private static OrchestrationMetadata Named(DateTimeOffset created, string message) => new("UpdateObject", Guid.NewGuid().ToString("N"))
    {
        CreatedAt = created,
        RuntimeStatus = OrchestrationRuntimeStatus.Completed,
        DataConverter = EngineJson.Converter,
        SerializedInput = EngineJson.Converter.Serialize(new UpdateInput(
            new UpdateRequest { ObjectId = "a", Source = new UpdateSource { Directory = "b" }, Message = message }, new UpdateSettings())),
    };

    private Task<UpdatePage> ListAsync(QueryString query)
    {
        _request.QueryString = query;
        return new UpdateLister(new InstancePages(new WindowedListing(new FakeTimeProvider(Now)))).ListAsync(
            _client, UpdateQuery.Read(_request.Query), _request, default);
    }

    private void Add(DateTimeOffset created) => _client.Instances.Add(new OrchestrationMetadata(
        "UpdateObject", Guid.NewGuid().ToString("N"))
    {
        CreatedAt = created,
        RuntimeStatus = OrchestrationRuntimeStatus.Running,
        DataConverter = EngineJson.Converter,
        SerializedInput = EngineJson.Converter.Serialize(
            new UpdateInput(new UpdateRequest { ObjectId = "a", Source = new UpdateSource { Directory = "b" } }, new UpdateSettings())),
    });
}
