using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Durable;

/// <summary>Starts orchestrations of one kind, each once.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
public abstract class OrchestrationStarter<TRequest>(TimeProvider time)
    where TRequest : class
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const int MostKeyCharacters = 255;
    private const string TooLarge =
        "The request, with the settings it runs under, is larger than a message of the engine may be (maxGrpcMessageSizeInBytes).";

    /// <summary>What is started, for messages. The same key gives another id with another noun.</summary>
    protected abstract string Noun { get; }

    /// <summary>The request of an instance that was fetched with inputs; null if its input is not valid.</summary>
    protected abstract TRequest? RequestOf(OrchestrationMetadata instance);

    /// <summary>Schedules an instance.</summary>
    protected abstract Task<string> ScheduleAsync(
        DurableTaskClient client, TRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken);

    /// <summary>Reserves what an instance needs before it is scheduled; nothing by default.</summary>
    /// <exception cref="ProblemException">It cannot be reserved now.</exception>
    protected virtual Task ReserveAsync(
        DurableTaskClient client, TRequest request, string id, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Releases what was reserved for an instance that could not be scheduled.</summary>
    protected virtual Task WithdrawAsync(DurableTaskClient client, TRequest request, string id) => Task.CompletedTask;

    /// <summary>Starts what is requested: once, if the HTTP request has an idempotency key.</summary>
    /// <param name="http">The HTTP request.</param>
    /// <param name="client">The engine.</param>
    /// <param name="request">The request.</param>
    /// <param name="checkAsync">Refuses what would fail. What was started before is not checked again, since it has changed what is
    /// checked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The id, and the existing instance of a key; null for a new one, and if the engine does not list it yet.</returns>
    /// <exception cref="ProblemException">The key is not valid, or was used for another request.</exception>
    public async Task<(string Id, OrchestrationMetadata? Instance)> StartAsync(
        HttpRequest http, DurableTaskClient client, TRequest request, Func<Task> checkAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!http.Headers.TryGetValue(IdempotencyKey, out var key))
        {
            await checkAsync();
            return (await StartAsync(client, request, cancellationToken), null);
        }

        string id = IdOf(Noun, key.ToString());
        OrchestrationMetadata? instance = await FindAsync(client, id, request, cancellationToken);
        if (instance is null)
        {
            await checkAsync();
            instance = await StartAsync(client, id, request, cancellationToken);
        }

        return (id, instance);
    }

    /// <summary>Starts it under a new id.</summary>
    /// <returns>The id.</returns>
    internal async Task<string> StartAsync(DurableTaskClient client, TRequest request, CancellationToken cancellationToken)
    {
        string id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        await ScheduleAsync(client, id, request, cancellationToken);
        return id;
    }

    /// <summary>Reserves what an instance needs, then schedules it. If it cannot be scheduled, the reservation is withdrawn.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="request">The request.</param>
    /// <param name="id">The id of the instance that is scheduled.</param>
    /// <param name="scheduleAsync">Schedules it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What <paramref name="scheduleAsync"/> returns.</returns>
    /// <exception cref="ProblemException">It cannot be reserved now, or is larger than the engine takes.</exception>
    public async Task<string> StartReservedAsync(
        DurableTaskClient client, TRequest request, string id, Func<Task<string>> scheduleAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scheduleAsync);
        await ReserveAsync(client, request, id, cancellationToken);
        try
        {
            return await scheduleAsync();
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.ResourceExhausted)
        {
            await WithdrawAsync(client, request, id);
            throw new ProblemException(ProblemKind.BodyTooLarge, TooLarge);
        }
        catch
        {
            await WithdrawAsync(client, request, id);
            throw;
        }
    }

    /// <summary>The id that an idempotency key gives. The key itself is not stored.</summary>
    /// <exception cref="ProblemException">It is not valid.</exception>
    internal static string IdOf(string noun, string idempotencyKey)
    {
        ArgumentNullException.ThrowIfNull(idempotencyKey);
        if (idempotencyKey.Length is 0 or > MostKeyCharacters || idempotencyKey.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ProblemException(
                ProblemKind.InvalidIdempotencyKey,
                $"An idempotency key has 1 to {MostKeyCharacters} visible ASCII characters.",
                IdempotencyKey);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(noun + " " + idempotencyKey)).AsSpan(0, 20));
    }

    private async Task<OrchestrationMetadata?> FindAsync(
        DurableTaskClient client, string id, TRequest request, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is not null && !IsSame(RequestOf(instance), request))
        {
            throw new ProblemException(
                ProblemKind.IdempotencyKeyReused,
                $"The same Idempotency-Key was used with another body before. Use a new key for a new {Noun}.",
                IdempotencyKey);
        }

        return instance;
    }

    // Of two starts at once an engine may ignore one or refuse it. So the instance is read back and compared.
    private async Task<OrchestrationMetadata?> StartAsync(
        DurableTaskClient client, string id, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await ScheduleAsync(client, id, request, cancellationToken);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            if (await FindAsync(client, id, request, cancellationToken) is { } taken)
            {
                return taken;
            }

            throw;
        }

        return await FindAsync(client, id, request, cancellationToken);
    }

    private Task<string> ScheduleAsync(DurableTaskClient client, string id, TRequest request, CancellationToken cancellationToken) =>
        StartReservedAsync(
            client,
            request,
            id,
            () => ScheduleAsync(client, request, FirstStart.Of(id), cancellationToken),
            cancellationToken);

    private static bool IsSame(TRequest? first, TRequest second) => JsonSerializer.Serialize(first) == JsonSerializer.Serialize(second);
}
