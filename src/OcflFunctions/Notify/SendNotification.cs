using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;

namespace OcflFunctions.Notify;

/// <summary>Sends a notification once.</summary>
public sealed class SendNotification(NotificationSender sender)
{
    /// <summary>May send twice: the receiver has the notification's id to ignore the second.</summary>
    [Function(nameof(SendNotification))]
    public Task<SentNotification> RunAsync([ActivityTrigger] NotifyInput input, CancellationToken cancellationToken) =>
        sender.SendAsync(input, cancellationToken);
}

/// <summary>What became of an attempt.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Why it was not accepted, as a sentence; empty if it was.</param>
public sealed record SentNotification(SendOutcome Outcome, string Reason);

/// <summary>The outcome of an attempt.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SendOutcome>))]
public enum SendOutcome
{
    /// <summary>Not accepted; a later attempt may be.</summary>
    Failed,

    /// <summary>Accepted.</summary>
    Accepted,

    /// <summary>Not sent, since others are being sent.</summary>
    Busy,

    /// <summary>The receiver is not in the settings any more, or refuses all notifications (410).</summary>
    Gone,
}

/// <summary>
/// Sends signed requests as Standard Webhooks has them. Only a few at a time, so that a slow receiver does not hold up the activities of
/// updates.
/// </summary>
public sealed class NotificationSender : IDisposable
{
    private const int MostAtOnce = 2;

    private readonly HttpClient _http;
    private readonly SemaphoreSlim _room = new(MostAtOnce);
    private readonly IOptions<OcflOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<NotificationSender> _logger;

    /// <summary>Opens no connection yet.</summary>
    public NotificationSender(IOptions<OcflOptions> options, TimeProvider time, ILogger<NotificationSender> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;

        // A redirect could lead to another host, which would get what is signed for this one.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = options.Value.Notify.Timeout,
        };
    }

    /// <summary>Sends a notification.</summary>
    public async Task<SentNotification> SendAsync(NotifyInput notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        if (_options.Value.Notify.Receivers().GetValueOrDefault(notification.Receiver) is not { } address)
        {
            return new SentNotification(SendOutcome.Gone, "The receiver is not in Ocfl:Notify:Urls any more.");
        }

        if (!await _room.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new SentNotification(SendOutcome.Busy, "Other notifications are being sent.");
        }

        try
        {
            SentNotification sent = await TryAsync(notification, address, cancellationToken);
            if (sent.Outcome == SendOutcome.Failed)
            {
                _logger.NotAccepted(notification.Id, notification.Receiver, sent.Reason);
            }

            return sent;
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _room.Dispose();
    }

    /// <summary>The header <c>webhook-signature</c>.</summary>
    internal static string Sign(byte[] key, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    private async Task<SentNotification> TryAsync(NotifyInput notification, Uri address, CancellationToken cancellationToken)
    {
        string timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Content = new StringContent(notification.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("webhook-id", notification.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature", Sign(_options.Value.Notify.Key(), notification.Id, timestamp, notification.Body));
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer switch
            {
                { IsSuccessStatusCode: true } => new SentNotification(SendOutcome.Accepted, ""),
                { StatusCode: HttpStatusCode.Gone } => new SentNotification(SendOutcome.Gone, "The receiver answered with 410."),
                _ => Failed($"The receiver answered with {(int)answer.StatusCode}."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"The receiver did not answer within {_http.Timeout.TotalSeconds} s.");
        }
        catch (HttpRequestException failure)
        {
            // The message has the host, but not the path.
            return Failed($"The receiver cannot be reached ({failure.HttpRequestError}).");
        }
    }

    private static SentNotification Failed(FormattableString reason) =>
        new(SendOutcome.Failed, reason.ToString(CultureInfo.InvariantCulture));
}
