using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Runtime;

/// <summary>What an orchestrator sees of the engine. Its own awaits stay on the orchestrator's scheduler.</summary>
internal sealed class OrchestratorContext(LiveOrchestration live, RuntimeEnvironment environment) : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => new(live.Instance.Name);

    public override string InstanceId => live.Instance.Id;

    public override ParentOrchestrationInstance? Parent { get; } =
        live.Instance.Parent is { } parent ? new ParentOrchestrationInstance(new TaskName(parent.Name), parent.Id) : null;

    public override DateTime CurrentUtcDateTime => live.Now;

    public override bool IsReplaying => live.IsReplaying;

    public override string Version => live.Instance.Version;

    protected override ILoggerFactory LoggerFactory => environment.LoggerFactory;

    private DataConverter Converter => environment.Converter;

    public override T? GetInput<T>()
        where T : default => live.Instance.Input is { } input ? Converter.Deserialize<T>(input) : default;

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        live.RequireOwnThread();
        RefuseOptionsAsInput(input, options);
        string activity = RequireName(name);
        string? json = Converter.Serialize(input);
        string version = options?.Version is { } given ? given.Version : Version;
        Task<string?> ScheduleAsync() => live.ScheduleAsync(
            HistoryEventType.TaskScheduled, activity, row => new Decision(row with { Payload = json, Extra = version }));

        string? result = await CallAsync(activity, ScheduleAsync, options?.Retry, isActivity: true).ConfigureAwait(true);
        return Read<TResult>(result);
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        live.RequireOwnThread();
        RefuseOptionsAsInput(input, options);
        string orchestrator = RequireName(orchestratorName);
        string? json = Converter.Serialize(input);
        string version = options?.Version is { } given ? given.Version : environment.DefaultVersion;
        string child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Require(child);
        string? tags = Tags.Write(options?.Tags);
        Task<string?> ScheduleAsync() => live.ScheduleAsync(
            HistoryEventType.SubOrchestrationInstanceCreated,
            orchestrator,
            row => new Decision(row with { Extra = child }) { ChildInput = json, ChildVersion = version, ChildTags = tags });

        string? result = await CallAsync(orchestrator, ScheduleAsync, options?.Retry, isActivity: false).ConfigureAwait(true);
        return Read<TResult>(result);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        live.RequireOwnThread();
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : live.CreateTimerAsync(fireAt.ToUniversalTime(), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        live.RequireOwnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return live.Events.WaitAsync(eventName, ReadEvent<T>, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        live.RequireOwnThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? json = Converter.Serialize(payload);
        live.Decide(HistoryEventType.EventSent, eventName, row => new Decision(row with { Payload = json, Extra = instanceId }));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        live.RequireOwnThread();
        live.SetCustomStatus(Converter.Serialize(customStatus));
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        live.RequireOwnThread();
        ArgumentNullException.ThrowIfNull(options);
        live.StartOver(Converter.Serialize(options.NewInput), options.NewVersion, options.PreserveUnprocessedEvents);
    }

    /// <summary>A version 8 identifier (RFC 9562, section 5.8) of the instance, its clock and a counter.</summary>
    public override Guid NewGuid()
    {
        live.RequireOwnThread();
        string name = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{CurrentUtcDateTime.Ticks}_{_guids++}");
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static void RefuseOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                "The input is a TaskOptions value, and no options are given. It was probably meant for the parameter options.",
                nameof(input));
        }
    }

    private static string RequireName(TaskName name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name.Name, nameof(name));
        return name.Name;
    }

    /// <summary>As in the SDK, no payload is no value of a value type.</summary>
    private T ReadEvent<T>(string? json) => Converter.Deserialize<T>(json)!;

    private T Read<T>(string? json) => json is null ? default! : Converter.Deserialize<T>(json)!;

    private async Task<string?> CallAsync(string name, Func<Task<string?>> schedule, TaskRetryOptions? retry, bool isActivity)
    {
        var attempts = new RetryDecider(this, retry, name, isActivity);
        while (true)
        {
            TaskFailure failure;
            try
            {
                return await schedule().ConfigureAwait(true);
            }
            catch (TaskFailure thrown)
            {
                failure = thrown;
            }

            TimeSpan? delay = await attempts.DecideAsync(failure).ConfigureAwait(true);
            if (delay is null)
            {
                throw isActivity
                    ? new TaskFailedException(name, failure.Task, failure.Failure.ToCoreException(name, failure.Task, isActivity))
                    : new TaskFailedException(name, failure.Task, failure.Failure.ToDetails());
            }

            if (delay > TimeSpan.Zero)
            {
                DateTime latest = DateTime.MaxValue.ToUniversalTime();
                DateTime at = latest - CurrentUtcDateTime > delay ? CurrentUtcDateTime.Add(delay.Value) : latest;
                await live.CreateTimerAsync(at, CancellationToken.None).ConfigureAwait(true);
            }
        }
    }
}
