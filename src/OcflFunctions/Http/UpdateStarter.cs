using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Orchestrations;
using OcflFunctions.Telemetry;

namespace OcflFunctions.Http;

/// <summary>Starts updates, each once.</summary>
public sealed class UpdateStarter(IOptions<OcflOptions> options, TimeProvider time)
{
    private const int MostKeyCharacters = 255;

    // Whatever became of the first update of a key, it is never replaced by a second.
    private static readonly StartOrchestrationOptions NeverAgain = new StartOrchestrationOptions().WithDedupeStatuses(
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated);

    /// <summary>The id of the update that an idempotency key stands for. The key itself is kept nowhere.</summary>
    /// <exception cref="ProblemException">It is not valid.</exception>
    public static string IdOf(string idempotencyKey)
    {
        if (idempotencyKey.Length is 0 or > MostKeyCharacters || idempotencyKey.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ProblemException(
                ProblemKind.InvalidIdempotencyKey, $"An idempotency key has 1 to {MostKeyCharacters} visible ASCII characters.", "Idempotency-Key");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("update " + idempotencyKey)).AsSpan(0, 20));
    }

    /// <summary>The update that a key stands for.</summary>
    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="ProblemException">The key was used for another request.</exception>
    public static async Task<OrchestrationMetadata?> FindAsync(DurableTaskClient client, string id, UpdateRequest request, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is not null && !IsSame(UpdateInstances.RequestOf(instance), request))
        {
            throw new ProblemException(ProblemKind.IdempotencyKeyReused, "The same Idempotency-Key came with another body before. Use a new key for a new update.", "Idempotency-Key");
        }

        return instance;
    }

    /// <summary>Starts an update under a new id.</summary>
    /// <returns>The id.</returns>
    public Task<string> StartAsync(DurableTaskClient client, UpdateRequest request, CancellationToken cancellationToken) =>
        ScheduleAsync(client, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), request, cancellationToken);

    /// <summary>
    /// Starts the update that a key stands for, unless it is there already. Of two starts at once an engine can drop one without a word,
    /// or refuse it: whichever was taken is read back, and compared.
    /// </summary>
    /// <returns>The update that is there; null when the engine does not show it yet.</returns>
    /// <exception cref="ProblemException">The key was used for another request, at the same time.</exception>
    public async Task<OrchestrationMetadata?> StartAsync(DurableTaskClient client, string id, UpdateRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await ScheduleAsync(client, id, request, cancellationToken);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            return await FindAsync(client, id, request, cancellationToken) ?? throw new InvalidOperationException($"The update {id} could not be started.", refusal);
        }

        return await FindAsync(client, id, request, cancellationToken);
    }

    private Task<string> ScheduleAsync(DurableTaskClient client, string id, UpdateRequest request, CancellationToken cancellationToken)
    {
        UpdateTracing.Name(id);
        return client.ScheduleNewOrchestrationInstanceAsync(
            nameof(UpdateObject), new UpdateInput(request, SettingsFor(request)), NeverAgain with { InstanceId = id }, cancellationToken);
    }

    private UpdateSettings SettingsFor(UpdateRequest request)
    {
        UpdateSettings settings = options.Value.Updates.ToSettings();
        return request.OnFailure == FailureAction.Hold ? settings : settings with { HoldTime = TimeSpan.Zero };
    }

    private static bool IsSame(UpdateRequest? first, UpdateRequest second) =>
        JsonSerializer.Serialize(first) == JsonSerializer.Serialize(second);
}
