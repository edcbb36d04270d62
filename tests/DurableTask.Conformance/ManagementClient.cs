using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace DurableTask.Conformance;

/// <summary>
/// A client that does everything through the HTTP API that Durable Functions bring (<c>/runtime/webhooks/durabletask</c>). Refusals become
/// the exceptions of the other clients. What the API cannot do is a <see cref="NotSupportedException"/>.
/// </summary>
/// <param name="http">Its base address is that of the host; it sends the host's key.</param>
public sealed class ManagementClient(HttpClient http) : DurableTaskClient("Http")
{
    private const string Path = "runtime/webhooks/durabletask";
    private const string ContinuationHeader = "x-ms-continuation-token";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>A client for a host.</summary>
    /// <param name="address">The host's address, such as <c>http://localhost:7071/</c>.</param>
    /// <param name="key">The system key of the extension; null if the host needs none.</param>
    public static ManagementClient Create(Uri address, string? key)
    {
        HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        return new ManagementClient(http);
    }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (options is { StartAt: not null } or { Version: not null } or { DedupeStatuses: not null } or { Tags.Count: > 0 })
        {
            throw new NotSupportedException("A start over HTTP has no options but the id.");
        }

        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        using HttpResponseMessage answer = await http.PostAsync(
            Address($"orchestrators/{Escape(orchestratorName.Name)}/{Escape(id)}"), Body(input), cancellation);
        return answer.StatusCode switch
        {
            HttpStatusCode.Conflict => throw new OrchestrationAlreadyExistsException($"'{id}' exists already."),
            HttpStatusCode.BadRequest => throw new ArgumentException(await TextAsync(answer)),
            HttpStatusCode.RequestEntityTooLarge => throw Refusal(StatusCode.ResourceExhausted),
            _ => (await JsonAsync(answer, cancellation)).GetProperty("id").GetString()!,
        };
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        CommandAsync($"instances/{Escape(instanceId)}/raiseEvent/{Escape(eventName)}", Body(eventPayload), cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        options is { Recursive: true } or { Output: not (null or string) }
            ? throw new NotSupportedException("A termination over HTTP is not recursive, and has a text.")
            : CommandAsync(WithReason(instanceId, "terminate", (string?)options?.Output), null, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        CommandAsync(WithReason(instanceId, "suspend", reason), null, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        CommandAsync(WithReason(instanceId, "resume", reason), null, cancellation);

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        using HttpResponseMessage answer = await http.PostAsync(Address(WithReason(instanceId, "rewind", reason)), null, cancellation);
        Exception? refusal = answer.StatusCode switch
        {
            HttpStatusCode.NotFound => new ArgumentException($"There is no '{instanceId}'."),
            HttpStatusCode.Gone or HttpStatusCode.PreconditionFailed => new InvalidOperationException(await TextAsync(answer)),
            HttpStatusCode.NotImplemented => new NotImplementedException(await TextAsync(answer)),
            _ => null,
        };
        if (refusal is not null)
        {
            throw refusal;
        }

        answer.EnsureSuccessStatusCode();
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        using HttpResponseMessage answer = await http.PostAsync(
            Address($"instances/{Escape(instanceId)}/restart?restartWithNewInstanceId={(restartWithNewInstanceId ? "true" : "false")}"),
            null,
            cancellation);
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.BadRequest => throw new ArgumentException(await TextAsync(answer)),
            HttpStatusCode.Conflict => throw new InvalidOperationException(await TextAsync(answer)),
            _ => (await JsonAsync(answer, cancellation)).GetProperty("id").GetString()!,
        };
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.IsCompleted, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        using HttpResponseMessage answer = await http.GetAsync(Address($"instances/{Escape(instanceId)}?showInput=true"), cancellation);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : ToMetadata(await JsonAsync(answer, cancellation));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new Listing(this, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (options is { Recursive: true })
        {
            throw new NotSupportedException("A purge over HTTP is not recursive.");
        }

        using HttpResponseMessage answer = await http.DeleteAsync(Address($"instances/{Escape(instanceId)}"), cancellation);
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => new PurgeResult(0),

            // The extension has no status of its own for an instance that is not finished.
            HttpStatusCode.PreconditionFailed or HttpStatusCode.InternalServerError =>
                throw new InvalidOperationException(await TextAsync(answer)),
            _ => new PurgeResult((await JsonAsync(answer, cancellation)).GetProperty("instancesDeleted").GetInt32()),
        };
    }

    public override ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Uri Address(string relative) => new($"{Path}/{relative}", UriKind.Relative);

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string WithReason(string id, string command, string? reason) =>
        $"instances/{Escape(id)}/{command}{(reason is null ? string.Empty : $"?reason={Escape(reason)}")}";

    private static JsonContent Body(object? value) =>
        JsonContent.Create(value, value?.GetType() ?? typeof(object), options: JsonSerializerOptions.Default);

    private static RpcException Refusal(StatusCode code) => new(new Status(code, string.Empty));

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }

    private async Task CommandAsync(string relative, HttpContent? body, CancellationToken cancellation)
    {
        using (body)
        using (HttpResponseMessage answer = await http.PostAsync(Address(relative), body, cancellation))
        {
            switch (answer.StatusCode)
            {
                case HttpStatusCode.NotFound:
                    throw Refusal(StatusCode.NotFound);
                case HttpStatusCode.Gone:
                    throw Refusal(StatusCode.FailedPrecondition);
                case HttpStatusCode.RequestEntityTooLarge:
                    throw Refusal(StatusCode.ResourceExhausted);
                default:
                    answer.EnsureSuccessStatusCode();
                    return;
            }
        }
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationMetadata, bool> isReached, CancellationToken cancellation)
    {
        while (true)
        {
            if (await GetInstancesAsync(instanceId, getInputsAndOutputs: true, cancellation) is { } instance && isReached(instance))
            {
                return instance;
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>An instance as the API shows it. The output of a failed one is <c>Type: message</c>.</summary>
    private static OrchestrationMetadata ToMetadata(JsonElement status)
    {
        OrchestrationRuntimeStatus state = Enum.Parse<OrchestrationRuntimeStatus>(status.GetProperty("runtimeStatus").GetString()!);
        JsonElement output = status.GetProperty("output");
        string[]? failure = state == OrchestrationRuntimeStatus.Failed && output.ValueKind == JsonValueKind.String
            ? output.GetString()!.Split(": ", 2)
            : null;
        return new OrchestrationMetadata(status.GetProperty("name").GetString()!, status.GetProperty("instanceId").GetString()!)
        {
            DataConverter = JsonDataConverter.Default,
            RuntimeStatus = state,
            CreatedAt = Time(status.GetProperty("createdTime")),
            LastUpdatedAt = Time(status.GetProperty("lastUpdatedTime")),
            SerializedInput = Text(status.GetProperty("input")),
            SerializedOutput = failure is null ? Text(output) : null,
            SerializedCustomStatus = Text(status.GetProperty("customStatus")),
            FailureDetails = failure is null ? null : new TaskFailureDetails(failure[0], failure[^1], null, null, null),
        };
    }

    private static DateTimeOffset Time(JsonElement time) =>
        DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>The JSON as System.Text.Json writes it: hosts escape otherwise.</summary>
    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null : JsonSerializer.Serialize(JsonSerializer.Deserialize<object>(value));

    private sealed class Listing(ManagementClient client, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
    {
        public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
            client.ListAsync(query with
            {
                ContinuationToken = continuationToken ?? query.ContinuationToken,
                PageSize = pageSizeHint ?? query.PageSize,
            });
    }

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> ListAsync(
        OrchestrationQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        List<string> filter = [$"top={query.PageSize.ToString(CultureInfo.InvariantCulture)}", "showInput=true"];
        Add("instanceIdPrefix", query.InstanceIdPrefix);
        Add("createdTimeFrom", query.CreatedFrom?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("createdTimeTo", query.CreatedTo?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("runtimeStatus", query.Statuses?.Any() == true ? string.Join(',', query.Statuses) : null);
        string? token = query.ContinuationToken;
        do
        {
            using HttpRequestMessage request = new(HttpMethod.Get, Address($"instances?{string.Join('&', filter)}"));
            if (!string.IsNullOrEmpty(token))
            {
                request.Headers.Add(ContinuationHeader, token);
            }

            using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
            JsonElement list = await JsonAsync(answer, cancellation);
            token = answer.Headers.TryGetValues(ContinuationHeader, out IEnumerable<string>? next) ? next.FirstOrDefault() : null;
            token = token is "null" or "" ? null : token;
            yield return new Page<OrchestrationMetadata>([.. list.EnumerateArray().Select(ToMetadata)], token);
        }
        while (token is not null);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                filter.Add($"{name}={Escape(value)}");
            }
        }
    }
}
