using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Notify;

/// <summary>
/// Starts the sending of notifications: an orchestration for each receiver. Its id is made from what is reported, so that an activity that
/// runs twice reports once (decision 61).
/// </summary>
public sealed class Notifier(IOptions<OcflOptions> options, TimeProvider time)
{
    /// <summary>Reports something, if it is to be reported. Returns once that is durable, and does not wait for a receiver.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="occasion">Which of its kind: the same for each run of the activity that reports it, and for nothing else.</param>
    /// <param name="data">What it is about.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task NotifyAsync(
        DurableTaskClient client, NotificationKind kind, string occasion, NotificationData data, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        NotifyOptions notify = options.Value.Notify;
        if (!notify.Reports(kind))
        {
            return;
        }

        Notification notification = new() { Type = kind, Timestamp = time.GetUtcNow(), Data = data };
        string id = IdOf(kind, occasion);
        string body = JsonSerializer.Serialize(notification, ContractsJson.Relaxed.Notification);
        foreach (string receiver in notify.Receivers().Keys)
        {
            NotifyInput input = new(id, receiver, body, notify.Attempts, notify.FirstRetryDelay, notify.MaxRetryDelay);
            await StartAsync(client, $"notify-{id}-{receiver}", input, cancellationToken);
        }
    }

    /// <summary>The id of a notification: the header <c>webhook-id</c>.</summary>
    internal static string IdOf(NotificationKind kind, string occasion) => "msg_" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{NotificationKindConverter.NameOf(kind)} {occasion}")).AsSpan(0, 16));

    // An engine ignores a second start or refuses it.
    private static async Task StartAsync(
        DurableTaskClient client, string instanceId, NotifyInput input, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(NotifyReceiver), input, FirstStart.Of(instanceId), cancellationToken);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
            {
                throw;
            }
        }
    }
}
