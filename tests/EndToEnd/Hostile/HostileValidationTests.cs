using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.Testing;

namespace EndToEnd.Hostile;

/// <summary>
/// Whatever is delivered twice, late, in another order or to another process, a validation has one report, and counts it once.
/// </summary>
public sealed class HostileValidationTests
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(50);

    [LocalProcessTheory]
    [InlineData(ServiceStorage.Local, 1)]
    [InlineData(ServiceStorage.Local, 2)]
    [InlineData(ServiceStorage.Blobs, 3)]
    public async Task A_validation_finds_what_there_is(ServiceStorage storage, int seed)
    {
        await using HostileService service = await HostileService.StartAsync(
            storage,
            seed,
            LongestDelay,
            "--Ocfl:Validations:PageObjects=10",
            "--Ocfl:Validations:SliceObjects=3",
            "--Ocfl:Validations:Window=4");
        using ServiceClient client = new(service);
        ValidatedRoot root = await ValidatedRoot.MakeAsync(service, 60);
        MeterRecorder[] meters = [.. service.Hosts.Select(host => new MeterRecorder(host.GetRequiredService<IMeterFactory>()))];
        try
        {
            string id = await ValidatedRoot.StartAsync(client, []);
            await root.RequireFoundAsync(service, client, id);
            await service.SettleAsync();

            Assert.Equal(3, meters.Sum(meter => meter.Sums.GetValueOrDefault("ocfl.audit.findings severity=Error")));
            Assert.Equal(root.AboutAll, (await ValidatedRoot.ReadReportAsync(client, id)).Order(StringComparer.Ordinal));
        }
        finally
        {
            Array.ForEach(meters, meter => meter.Dispose());
        }
    }
}
