using System.Diagnostics;
using System.Reflection;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>The engine's spans: their names, kinds and attributes are those of Durable Task.</summary>
internal static class EngineTracing
{
    /// <summary>The name of the engine's <see cref="ActivitySource"/>.</summary>
    public const string SourceName = "DurableTask.Sqlite";

    private static readonly ActivitySource Source = new(SourceName);

    // An orchestration's span may outlive its process and is reported only at its end, with the id that its children already refer to.
    // No public API sets the id of a span; Durable Task uses the same field.
    private static readonly FieldInfo? SpanField = typeof(Activity).GetField("_spanId", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>A client starts an orchestration. Null if there is no listener.</summary>
    public static Activity? Create(string name, string version, string instanceId)
    {
        Activity? span = Source.HasListeners()
            ? Source.StartActivity(NameOf("create_orchestration", name, version), ActivityKind.Producer)
            : null;
        return span is null ? null : Describe(span, "orchestration", name, version, instanceId);
    }

    /// <summary>An activity runs. Null if there is no listener or the orchestration belongs to no trace.</summary>
    public static Activity? Execute(ActivityWork work)
    {
        if (work.Trace is not { } trace || !Source.HasListeners())
        {
            return null;
        }

        Activity? span = Source.StartActivity(NameOf("activity", work.Name, work.Version), ActivityKind.Server, trace.Own);
        return span is null
            ? null
            : Describe(span, "activity", work.Name, work.Version, work.InstanceId).SetTag("durabletask.task.task_id", work.Task);
    }

    /// <summary>An activity has failed.</summary>
    public static void Fail(Activity? span, FailureRecord failure) => span?
        .SetStatus(ActivityStatusCode.Error, failure.ErrorMessage)
        .SetTag("error.type", failure.ErrorType);

    /// <summary>An orchestration is finished or starts over: one span covers all of it and is reported once.</summary>
    /// <param name="instance">The orchestration.</param>
    /// <param name="started">When it started; default if it never did.</param>
    /// <param name="ended">When it finished.</param>
    /// <param name="end">How it finished.</param>
    public static void Report(InstanceRow instance, DateTime started, DateTime ended, OrchestrationEnd end)
    {
        if (instance.Trace is not { } trace || !Source.HasListeners())
        {
            return;
        }

        DateTime from = started == default ? new DateTime(instance.Created, DateTimeKind.Utc) : started;
        using Activity? span = Source.StartActivity(
            NameOf("orchestration", instance.Name, instance.Version),
            ActivityKind.Server,
            trace.Caller,
            startTime: new DateTimeOffset(from, TimeSpan.Zero));
        if (span is null)
        {
            return;
        }

        SpanField?.SetValue(span, trace.Span);
        Describe(span, "orchestration", instance.Name, instance.Version, instance.Id);
        span.SetTag("durabletask.task.execution_id", instance.Execution);
        span.SetTag("durabletask.task.status", StatusOf(end));
        if (end is OrchestrationEnd.Finished { Status: OrchestrationRuntimeStatus.Failed, Failure: { } failure })
        {
            FailureRecord record = FailureRecord.Parse(failure);
            span.SetStatus(ActivityStatusCode.Error, record.ErrorMessage).SetTag("error.type", record.ErrorType);
        }

        span.SetEndTime(ended > from ? ended : from);
    }

    /// <summary>
    /// Makes the orchestration's span the <see cref="Activity.Current"/>, so that what its code logs belongs to its trace. This activity is
    /// never reported: an orchestrator's code is entered many times, and one span covers all of it.
    /// </summary>
    public static void Enter(InstanceRow instance)
    {
        if (instance.Trace is not { } trace || !Source.HasListeners())
        {
            return;
        }

        ActivityContext caller = trace.Caller;
        Activity around = new Activity(NameOf("orchestration", instance.Name, instance.Version))
            .SetParentId(caller.TraceId, caller.SpanId, caller.TraceFlags)
            .Start();
        around.TraceStateString = trace.State;
        SpanField?.SetValue(around, trace.Span);
    }

    private static Activity Describe(Activity span, string type, string name, string version, string instanceId)
    {
        span.SetTag("durabletask.type", type).SetTag("durabletask.task.name", name).SetTag("durabletask.task.instance_id", instanceId);
        return version.Length == 0 ? span : span.SetTag("durabletask.task.version", version);
    }

    private static string NameOf(string what, string name, string version) =>
        version.Length == 0 ? $"{what}:{name}" : $"{what}:{name}@({version})";

    private static string StatusOf(OrchestrationEnd end) =>
        end is OrchestrationEnd.Finished finished ? finished.Status.ToString() : "ContinuedAsNew";
}
