using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Stages;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>A start takes the place in the object's queue before it schedules.</summary>
public sealed class UpdateStarterTests
{
    private static readonly UpdateRequest Request = new() { ObjectId = "o", Source = new UpdateSource { Directory = "source" } };

    [Fact]
    public async Task Places_are_taken_in_the_order_of_the_starts_and_before_the_engine_is_asked()
    {
        await using Start start = new();
        List<int> places = [];
        start.Client.OnScheduleAsync = async () => places.Add((await start.QueueAsync()).Count);

        string first = await start.StartAsync();
        string second = await start.StartAsync();

        Assert.Equal([1, 2], places);
        Assert.Equal([first, second], await start.QueueAsync());
    }

    [Fact]
    public async Task What_cannot_be_scheduled_leaves_no_place()
    {
        await using Start start = new();
        start.Client.OnScheduleAsync = () => throw new IOException("The engine is away.");

        await Assert.ThrowsAsync<IOException>(() => start.StartAsync());

        Assert.Empty(await start.QueueAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a-key")]
    public async Task What_is_larger_than_the_engine_takes_is_a_413_and_leaves_no_place(string? key)
    {
        await using Start start = new();
        start.Client.OnScheduleAsync = () => throw new RpcException(new Status(StatusCode.ResourceExhausted, "It has 5 MiB."));

        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(
            () => key is null ? start.StartAsync() : start.StartAsync(key));

        Assert.Equal((413, "urn:ocfl-functions:problem:body-too-large"), (refusal.Problem.Status, refusal.Problem.Type));
        Assert.Empty(await start.QueueAsync());
    }

    [Fact]
    public async Task A_full_queue_is_a_429_and_schedules_nothing()
    {
        await using Start start = new();
        for (int number = 0; number < 3; number++)
        {
            await start.StartAsync();
        }

        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(() => start.StartAsync());

        Assert.Equal((429, "urn:ocfl-functions:problem:queue-full"), (refusal.Problem.Status, refusal.Problem.Type));
        Assert.Equal(3, start.Client.Instances.Count);
        Assert.Equal(429, (await Assert.ThrowsAsync<ProblemException>(() => start.StartAsync("a-key"))).Problem.Status);
    }

    [Fact]
    public async Task A_repeated_key_takes_no_second_place()
    {
        await using Start start = new();
        string id = await start.StartAsync("a-key");
        await start.StartAsync();

        Assert.Equal(id, await start.StartAsync("a-key"));
        Assert.Equal(2, (await start.QueueAsync()).Count);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => start.StartAsync("another-key")));
        Assert.Equal(3, (await start.QueueAsync()).Count);
    }

    /// <summary>A starter on an engine and a work area of its own, for queues of three.</summary>
    private sealed class Start : IAsyncDisposable
    {
        private readonly UpdateStarter _starter;

        public Start()
        {
            WorkArea work = new(new MemoryStorage());
            Claims = new ClaimStore(work, TimeProvider.System);
            UpdateLeftovers leftovers = new(
                new PlanStore(work), new StageStore(work), executors: null!, work, NullLogger<UpdateLeftovers>.Instance);
            IOptions<OcflOptions> options = Options.Create(new OcflOptions { Updates = { MaxQueued = 3 } });
            _starter = new UpdateStarter(
                Claims,
                new NextUpdate(Claims, leftovers),
                new StageRegister(work, new StagePacks(work, options, TimeProvider.System), options, TimeProvider.System),
                options,
                TimeProvider.System,
                NullLogger<UpdateStarter>.Instance);
        }

        public SchedulingClient Client { get; } = new();

        public ClaimStore Claims { get; }

        public Task<IReadOnlyList<string>> QueueAsync() => Claims.GetAsync("o", default);

        public Task<string> StartAsync() => _starter.StartAsync(Client, Request, default);

        public async Task<string> StartAsync(string key)
        {
            DefaultHttpContext http = new();
            http.Request.Headers["Idempotency-Key"] = key;
            return (await _starter.StartAsync(http.Request, Client, Request, () => Task.CompletedTask, default)).Id;
        }

        public ValueTask DisposeAsync() => Client.DisposeAsync();
    }

    /// <summary>An engine that knows what was scheduled, and refuses an id that it knows.</summary>
    private sealed class SchedulingClient() : DurableTaskClient("scheduling")
    {
        public Dictionary<string, OrchestrationMetadata> Instances { get; } = [];

        public Func<Task> OnScheduleAsync { get; set; } = () => Task.CompletedTask;

        public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName,
            object? input = null,
            StartOrchestrationOptions? options = null,
            CancellationToken cancellation = default)
        {
            await OnScheduleAsync();
            string id = options!.InstanceId!;
            Instances.Add(id, new OrchestrationMetadata(orchestratorName.Name, id)
            {
                RuntimeStatus = OrchestrationRuntimeStatus.Pending,
                DataConverter = EngineJson.Converter,
                SerializedInput = EngineJson.Converter.Serialize(input),
            });
            return id;
        }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            Task.FromResult(Instances.GetValueOrDefault(instanceId));

        public override Task RaiseEventAsync(
            string instanceId,
            string eventName,
            object? eventPayload = null,
            CancellationToken cancellation = default) => Task.CompletedTask;

        public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
