using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DurableTask.Sqlite.Tests;

public sealed class MeterTests
{
    [Fact]
    public async Task The_instruments_show_what_the_engine_does_and_nothing_after_its_stop()
    {
        ConcurrentDictionary<string, double> seen = new(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == SqliteDurableTaskEngine.MeterName)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Note(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument, value));
        await using var harness = await new EngineHarness()
            .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("e"))
            .StartAsync();
        listener.Start();
        string id = await harness.ScheduleAsync("Listen");
        await harness.UntilAsync(id, metadata => metadata.IsRunning, "it waits");

        await Deadline.UntilAsync(
            () =>
            {
                // Engines of other tests publish under the same names.
                listener.RecordObservableInstruments();
                return seen.GetValueOrDefault("durabletask.orchestrations.cached") >= 1
                    && seen.GetValueOrDefault("durabletask.turns") >= 1
                    && seen.GetValueOrDefault("durabletask.commits") >= 1;
            },
            "they are published");

        Assert.Equal(10, seen.Count);

        void Note(Instrument instrument, double value) =>
            seen.AddOrUpdate(instrument.Name, value, (_, before) => Math.Max(before, value));
    }
}
