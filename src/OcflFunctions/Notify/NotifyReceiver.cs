using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OcflFunctions.Durable;

namespace OcflFunctions.Notify;

/// <summary>Sends one notification to one receiver, until it is accepted or its attempts are used up.</summary>
public static class NotifyReceiver
{
    // How long to wait if other notifications are being sent: that is no attempt.
    private static readonly TimeSpan WhileBusy = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The notification and its receiver.</param>
    /// <returns>Whether the receiver has accepted it.</returns>
    [Function(nameof(NotifyReceiver))]
    public static async Task<bool> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, NotifyInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        SentNotification sent = new(SendOutcome.Failed, "It was not sent.");
        TimeSpan delay = input.FirstRetryDelay;
        for (int attempt = 1; attempt <= input.Attempts;)
        {
            sent = await SendAsync(context, input);
            if (sent.Outcome is SendOutcome.Accepted or SendOutcome.Gone)
            {
                break;
            }

            bool isBusy = sent.Outcome == SendOutcome.Busy;
            if (!isBusy && attempt++ == input.Attempts)
            {
                break;
            }

            await context.CreateTimer(context.CurrentUtcDateTime + (isBusy ? WhileBusy : delay), CancellationToken.None);
            delay = isBusy ? delay : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, input.MaxRetryDelay.Ticks));
        }

        bool isAccepted = sent.Outcome == SendOutcome.Accepted;
        if (!isAccepted)
        {
            context.CreateReplaySafeLogger(nameof(NotifyReceiver)).GivenUp(input.Id, input.Receiver, sent.Reason);
        }

        return isAccepted;
    }

    private static async Task<SentNotification> SendAsync(TaskOrchestrationContext context, NotifyInput input)
    {
        try
        {
            return await context.CallActivityAsync<SentNotification>(nameof(SendNotification), input);
        }
        catch (TaskFailedException failure)
        {
            return new SentNotification(SendOutcome.Failed, StatusText.Clip(failure.FailureDetails.ErrorMessage, 200));
        }
    }
}

/// <summary>The input of the orchestration <c>NotifyReceiver</c> and of its activity.</summary>
/// <param name="Id">The notification's id, the same for all receivers and attempts.</param>
/// <param name="Receiver">The receiver's name: a hash of its address, which can contain a secret.</param>
/// <param name="Body">The JSON that is sent.</param>
/// <param name="Attempts">How many attempts there are.</param>
/// <param name="FirstRetryDelay">How long to wait before the second; each further wait is twice as long.</param>
/// <param name="MaxRetryDelay">The longest wait between two attempts.</param>
public sealed record NotifyInput(
    string Id, string Receiver, string Body, int Attempts, TimeSpan FirstRetryDelay, TimeSpan MaxRetryDelay);

/// <summary>What notifications log. Addresses and secrets are not in it.</summary>
internal static partial class NotifyLog
{
    [LoggerMessage(1901, LogLevel.Warning, "Notification {NotificationId} to receiver {Receiver} is given up: {Reason}")]
    public static partial void GivenUp(this ILogger logger, string notificationId, string receiver, string reason);

    [LoggerMessage(
        1902, LogLevel.Warning, "Notification {NotificationId} was not accepted by receiver {Receiver}, and is sent again later: {Reason}")]
    public static partial void NotAccepted(this ILogger logger, string notificationId, string receiver, string reason);
}
