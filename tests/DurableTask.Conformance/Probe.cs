using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>What a case does with an engine. Ids are new in each run, and are replaced by words in what is seen.</summary>
public sealed class Probe(DurableTaskClient client, TimeSpan patience)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly string _prefix = Guid.NewGuid().ToString("N")[..12];

    public DurableTaskClient Client { get; } = client;

    /// <summary>An id that only this run of the case has.</summary>
    public string Id(string name) => $"{_prefix}-{name}";

    /// <summary>Starts an orchestration, by default under the id <c>main</c>.</summary>
    public Task<string> StartAsync(string orchestrator, object? input = null, string id = "main") =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(Id(id)), CancellationToken.None);

    public Task<string> StartAsync(string orchestrator, object? input, StartOrchestrationOptions options) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, CancellationToken.None);

    public Task SendEventAsync(string name, object? payload = null, string id = "main") => Client.RaiseEventAsync(Id(id), name, payload);

    public Task<OrchestrationMetadata?> GetAsync(string id = "main") => Client.GetInstanceAsync(Id(id), getInputsAndOutputs: true);

    /// <summary>Waits until an instance is seen in a state.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(Func<OrchestrationMetadata, bool> condition, string id = "main")
    {
        using CancellationTokenSource enough = new(patience);
        while (true)
        {
            if (await Client.GetInstanceAsync(Id(id), getInputsAndOutputs: true, enough.Token) is { } instance && condition(instance))
            {
                return instance;
            }

            await Task.Delay(Pause, enough.Token);
        }
    }

    public Task<OrchestrationMetadata> UntilCustomStatusAsync(string json, string id = "main") =>
        UntilAsync(instance => instance.SerializedCustomStatus == json, id);

    public Task<OrchestrationMetadata> UntilStatusAsync(OrchestrationRuntimeStatus status, string id = "main") =>
        UntilAsync(instance => instance.RuntimeStatus == status, id);

    /// <summary>Waits for the end of an instance and describes it.</summary>
    public async Task<string> EndAsync(string id = "main")
    {
        using CancellationTokenSource enough = new(patience);
        return Describe(await Client.WaitForInstanceCompletionAsync(Id(id), getInputsAndOutputs: true, enough.Token));
    }

    /// <summary>Starts an orchestration, waits for its end and describes it.</summary>
    public async Task<string> RunAsync(string orchestrator, object? input = null)
    {
        await StartAsync(orchestrator, input);
        return await EndAsync();
    }

    /// <summary>What an instance shows: its status, and its output or why it failed.</summary>
    public string Describe(OrchestrationMetadata? instance) => WithoutIds(instance switch
    {
        null => "no instance",
        { FailureDetails: { } failure } => $"{instance.RuntimeStatus}: {failure.ErrorType}: {failure.ErrorMessage}",
        _ => $"{instance.RuntimeStatus}: {instance.SerializedOutput ?? "null"}",
    });

    /// <summary>What becomes of a command: <c>done</c>, or what was thrown.</summary>
    public static async Task<string> TryAsync(Func<Task> commandAsync)
    {
        ArgumentNullException.ThrowIfNull(commandAsync);
        try
        {
            await commandAsync();
            return "done";
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode.ToString();
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return "AlreadyExists";
        }
#pragma warning disable CA1031 // The kind of the exception is what is compared.
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
#pragma warning restore CA1031
    }

    private string WithoutIds(string text) => text.Replace(_prefix, "ID", StringComparison.Ordinal);
}
