using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>The activities that the cases share.</summary>
internal static class SharedActivities
{
    private static readonly ConcurrentDictionary<string, int> Calls = new(StringComparer.Ordinal);

    public static void Register(Work work)
    {
        work.Activity("Say", (_, input) => Task.FromResult<object?>(input));
        work.Activity("Json", (_, input) => Task.FromResult<object?>(
            input is null or "null" ? null : JsonSerializer.Deserialize<JsonElement>(input)));
        work.Activity("Sleep", async (_, input) =>
        {
            await Task.Delay(int.Parse(input!, CultureInfo.InvariantCulture));
            return input;
        });
        work.Activity("Fail", (_, input) => throw ExceptionKinds.Create(input!));
        work.Activity("FailFirst", (context, input) => FailFirst(context.InstanceId, int.Parse(input!, CultureInfo.InvariantCulture)));
        work.Activity("Context", (context, _) => Task.FromResult<object?>($"{context.Name} {context.InstanceId.Length > 0}"));
    }

    /// <summary>Fails a number of times for each instance, then says how often it was called.</summary>
    private static Task<object?> FailFirst(string instance, int times)
    {
        int call = Calls.AddOrUpdate(instance, 1, (_, before) => before + 1);
        return call > times
            ? Task.FromResult<object?>(call.ToString(CultureInfo.InvariantCulture))
            : throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"attempt {call}"));
    }
}

/// <summary>Exceptions by name.</summary>
internal static class ExceptionKinds
{
    public static readonly string[] All =
        ["InvalidOperation", "Argument", "WithInner", "TwoInner", "Generic", "Nested", "Timeout", "Empty", "Json", "Aggregate"];

    public static Exception Create(string kind) => kind switch
    {
        "InvalidOperation" => new InvalidOperationException("not now"),
        "Argument" => new ArgumentException("not this", nameof(kind)),
        "WithInner" => new InvalidOperationException("outer", new TimeoutException("inner")),
        "TwoInner" => new InvalidOperationException("outer", new TimeoutException("middle", new FormatException("innermost"))),
        "Generic" => new GenericFailureException<int>("generic"),
        "Nested" => new Outer.NestedFailureException("nested"),
        "Timeout" => new TimeoutException("too long"),
        "Empty" => new InvalidOperationException(string.Empty),
        "Json" => new JsonException("not JSON"),
        "Aggregate" => new AggregateException("all", new TimeoutException("one"), new FormatException("two")),
        "Cancelled" => new OperationCanceledException("stopped"),
        _ => new NotSupportedException(kind),
    };

    /// <summary>What an orchestrator sees of a failure.</summary>
    public static string Describe(TaskFailureDetails? details) => details is null
        ? "no details"
        : $"{details.ErrorType}|{details.ErrorMessage}|{(details.InnerFailure is { } inner ? Describe(inner) : "-")}";

    internal static class Outer
    {
        internal sealed class NestedFailureException(string message) : Exception(message);
    }
}

/// <summary>A generic exception, whose recorded name has its arguments.</summary>
internal sealed class GenericFailureException<T>(string message) : InvalidOperationException($"{typeof(T).Name} {message}");
