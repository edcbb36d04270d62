using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>Notifications of the real service to a real receiver.</summary>
[Trait("Category", "Slow")]
public sealed class NotifyTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private Receiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await Receiver.StartAsync();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_receiver_that_fails_gets_a_signed_notification_again_with_the_same_id()
    {
        _receiver.Answers.Enqueue(HttpStatusCode.InternalServerError);
        _receiver.Answers.Enqueue(HttpStatusCode.Redirect);
        await using Running service = await StartAsync();

        Update update = await UpdateAsync(service);
        IReadOnlyList<Received> received = await _receiver.WaitForAsync(3);

        Assert.Single(received.Select(each => each.Id).Distinct());
        Assert.All(received, each => Assert.Equal(Sign(each), each.Signature));
        Notification notification = JsonSerializer.Deserialize(received[^1].Body, ContractsJson.Relaxed.Notification)!;
        Assert.Equal(
            (NotificationKind.UpdateEnded, update.Id, update.ObjectId, "Completed"),
            (notification.Type, notification.Data.Id, notification.Data.ObjectId, notification.Data.Status));
        Assert.Contains("\"type\":\"update.ended\"", received[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_slow_or_away_holds_up_no_update()
    {
        _receiver.Hang = true;
        await using Running service = await StartAsync();

        for (int update = 0; update < 5; update++)
        {
            Assert.Equal(UpdateStatus.Completed, (await UpdateAsync(service)).Status);
        }

        _receiver.Hang = false;
        IReadOnlyList<Received> received = await _receiver.WaitForAsync(5, each => each.Id);
        Assert.Equal(5, received.Select(each => each.Id).Distinct().Count());
    }

    [Fact]
    public async Task Findings_of_a_validation_are_reported_and_kinds_are_selected()
    {
        await using Running service = await StartAsync("--Ocfl:Notify:Kinds:0=validation.findings");
        Update update = await UpdateAsync(service);
        await File.WriteAllTextAsync(Path.Combine(service.Folder, "root", update.Result!.ObjectRoot!, "x"), "x");

        StartedValidation started = await service.Client.StartValidationAsync(new ValidationRequest { ObjectId = update.ObjectId });
        Received received = Assert.Single(await _receiver.WaitForAsync(1));

        Notification notification = JsonSerializer.Deserialize(received.Body, ContractsJson.Relaxed.Notification)!;
        Assert.Equal(
            (NotificationKind.ValidationFindings, started.Id, "Invalid", 1L),
            (notification.Type, notification.Data.Id, notification.Data.Status, notification.Data.Errors));
    }

    [Fact]
    public async Task The_end_of_an_import_is_reported_also_of_one_that_failed()
    {
        await using Running service = await StartAsync("--Ocfl:Notify:Kinds:0=import.ended");
        string source = service.Service.AddSource(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["a/0=ocfl_object_1.1"] = "ocfl_object_1.1\n",
            ["b/0=ocfl_object_1.1"] = "ocfl_object_1.1\n",
        });
        string empty = service.Service.AddSource(files: 1);

        List<string> ids = [];
        foreach (string folder in (string[])[source, empty])
        {
            ids.Add((await service.Client.StartImportAsync(
                new ImportRequest { Source = new ImportSource { Directory = folder } })).Id);
        }

        IReadOnlyList<Received> received = await _receiver.WaitForAsync(2);

        Assert.Equal(
            [(NotificationKind.ImportEnded, ids[0], "Incomplete", 0L, 2L), (NotificationKind.ImportEnded, ids[1], "Failed", 0L, 0L)],
            received.Select(each => JsonSerializer.Deserialize(each.Body, ContractsJson.Relaxed.Notification)!)
                .OrderBy(each => ids.IndexOf(each.Data.Id))
                .Select(each => (each.Type, each.Data.Id, each.Data.Status, each.Data.Imported!.Value, each.Data.NotImported!.Value)));
    }

    [Theory]
    [InlineData("--Ocfl:Notify:Urls:0=http://example.org/hook", "Ocfl:Notify:Urls:0 must be https")]
    [InlineData("--Ocfl:Notify:Urls:0=hook", "Ocfl:Notify:Urls:0 is not an absolute address")]
    [InlineData("--Ocfl:Notify:Kinds:0=update.begun", "'update.begun', which is not a kind")]
    [InlineData("--Ocfl:Notify:Secret=short", "Ocfl:Notify:Secret must be 'whsec_'")]
    public async Task Settings_that_are_not_valid_are_refused_by_name(string setting, string message)
    {
        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(setting));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", refusal.Message, StringComparison.Ordinal);
    }

    private static string Sign(Received received) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(Secret["whsec_".Length..]),
        Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}")));

    private static async Task<Update> UpdateAsync(Running service)
    {
        StartedUpdate started = await service.Client.StartAsync(new UpdateRequest
        {
            ObjectId = "urn:notify:" + Guid.NewGuid().ToString("N"),
            Source = new UpdateSource { Directory = service.Service.AddSource(files: 1) },
        });
        return await service.Client.WaitAsync(started.Id).WaitAsync(Deadline);
    }

    private async Task<Running> StartAsync(params string[] settings)
    {
        Running running = new(new RunningService
        {
            Settings =
            [
                $"--Ocfl:Notify:Urls:0={_receiver.Address}hook?token=hidden",
                $"--Ocfl:Notify:Secret={Secret}",
                "--Ocfl:Notify:FirstRetryDelay=00:00:00.05",
                "--Ocfl:Notify:Timeout=00:00:00.5",
                .. settings,
            ],
        });
        await running.Service.InitializeAsync();
        return running;
    }

    private sealed record Running(RunningService Service) : IAsyncDisposable
    {
        public OcflFunctionsClient Client => Service.Client;

        public string Folder => Service.Folder;

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            Service.Dispose();
        }
    }

    private sealed record Received(string Id, string Timestamp, string Signature, string Body);

    /// <summary>Gives the answers that are queued, and then accepts everything.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _application;
        private readonly List<Received> _received = [];

        private Receiver()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            _application = builder.Build();
            _application.Urls.Add("http://127.0.0.1:0");
            _application.MapPost("/hook", ReceiveAsync);
        }

        public Queue<HttpStatusCode> Answers { get; } = new();

        /// <summary>Whether requests get no answer.</summary>
        public bool Hang { get; set; }

        public Uri Address => new(_application
            .Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

        public static async Task<Receiver> StartAsync()
        {
            Receiver receiver = new();
            await receiver._application.StartAsync();
            return receiver;
        }

        public async Task<IReadOnlyList<Received>> WaitForAsync(int count, Func<Received, string>? by = null)
        {
            using CancellationTokenSource enough = new(Deadline);
            while (true)
            {
                lock (_received)
                {
                    if (_received.Select(by ?? (each => each.Id + each.Timestamp + Guid.NewGuid())).Distinct().Count() >= count)
                    {
                        return [.. _received];
                    }
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), enough.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            Hang = false;
            await _application.DisposeAsync();
        }

        private async Task ReceiveAsync(HttpContext context)
        {
            if (Hang)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            using StreamReader body = new(context.Request.Body);
            string text = await body.ReadToEndAsync();
            lock (_received)
            {
                _received.Add(new Received(
                    context.Request.Headers["webhook-id"].ToString(),
                    context.Request.Headers["webhook-timestamp"].ToString(),
                    context.Request.Headers["webhook-signature"].ToString(),
                    text));
                context.Response.StatusCode = (int)(Answers.TryDequeue(out HttpStatusCode answer) ? answer : HttpStatusCode.NoContent);
            }

            context.Response.Headers.Location = "/elsewhere";
        }
    }
}
