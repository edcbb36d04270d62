using System.Diagnostics.Metrics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Maintenance;

/// <summary>A step of maintenance: it removes some kinds of things, a page at a time.</summary>
public interface IMaintenanceStep
{
    /// <summary>Its name, as in reports.</summary>
    string Name { get; }

    /// <summary>
    /// Removes a page, or counts what it would remove. It may run twice, and twice at once, and be interrupted at any moment: what one
    /// run has removed the other does not find.
    /// </summary>
    /// <param name="input">Which page.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken);
}

/// <summary>Removes a page of a step of maintenance.</summary>
public sealed class RemoveExpired(IEnumerable<IMaintenanceStep> steps, MaintenanceTelemetry telemetry, ILogger<RemoveExpired> logger)
{
    /// <summary>Idempotent: the second run finds nothing.</summary>
    [Function(nameof(RemoveExpired))]
    public async Task<MaintenancePage> RunAsync(
        [ActivityTrigger] MaintenancePageInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);

        // A step of another version of the app has nothing to remove here.
        if (steps.FirstOrDefault(step => step.Name == input.Step) is not { } found)
        {
            return new MaintenancePage([], Next: null);
        }

        MaintenancePage page = await found.RunAsync(input, client, cancellationToken);
        if (!input.DryRun)
        {
            Note(page.Removed);
        }

        return page;
    }

    private void Note(IReadOnlyList<RemovedItems> removed)
    {
        foreach (RemovedItems items in removed.Where(items => items.Count > 0))
        {
            telemetry.Removed(items);
            logger.Removed(items.Count, items.Kind.ToString(), items.Bytes);
        }
    }
}

/// <summary>Counts what maintenance removes.</summary>
public sealed class MaintenanceTelemetry
{
    private readonly Counter<long> _items;
    private readonly Counter<long> _bytes;

    /// <summary>Creates the instruments.</summary>
    public MaintenanceTelemetry(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter meter = meters.Create(UpdateTelemetry.MeterName);
        _items = meter.CreateCounter<long>("ocfl.maintenance.removed", "{item}", "What maintenance removed.");
        _bytes = meter.CreateCounter<long>("ocfl.maintenance.freed", "By", "How many bytes of files maintenance removed.");
    }

    /// <summary>Something was removed.</summary>
    public void Removed(RemovedItems items)
    {
        ArgumentNullException.ThrowIfNull(items);
        KeyValuePair<string, object?> kind = new("kind", items.Kind.ToString());
        _items.Add(items.Count, kind);
        _bytes.Add(items.Bytes, kind);
    }
}
