using Microsoft.Extensions.DependencyInjection;
using OcflFunctions.Audits;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Tests;

internal sealed partial class UpdatePipeline
{
    /// <summary>Runs an audit, in as many runs as it takes. Each activity that fails is tried once.</summary>
    /// <param name="settings">The settings; null for small slices.</param>
    /// <param name="all">Whether all objects are checked.</param>
    /// <param name="deliverAsync">Delivers an activity: given its name, its input and what runs it; null for once.</param>
    /// <param name="instanceId">The run's id.</param>
    /// <param name="startsAt">When it started; null for now.</param>
    public async Task<AuditResult> AuditAsync(
        AuditSettings? settings = null,
        bool all = false,
        Func<string, object?, Func<Task<object?>>, Task<object?>>? deliverAsync = null,
        string instanceId = "audit",
        DateTimeOffset? startsAt = null)
    {
        deliverAsync ??= (_, _, runAsync) => runAsync();
        AuditInput input = new(new AuditRequest { All = all }, settings ?? SmallAudit);
        while (true)
        {
            FakeOrchestration context = new(
                async (name, activityInput) =>
                {
                    Time.Advance(TimeSpan.FromMilliseconds(1));
                    return await deliverAsync(name, activityInput, () => InvokeAuditAsync(name, activityInput));
                },
                instanceId)
            {
                StartsAt = (startsAt ?? Time.GetUtcNow()).UtcDateTime,
                ActivityTime = TimeSpan.FromMilliseconds(1),
            };
            AuditInput current = input;
            AuditResult? result = await context.RunAsync(orchestration => RunAudit.RunAsync(orchestration, current));
            if (result is not null)
            {
                return result;
            }

            // As an engine does, by its wire.
            input = EngineJson.Converter.Deserialize<AuditInput>(
                EngineJson.Converter.Serialize(Assert.IsType<AuditInput>(context.ContinuedWith)))!;
        }
    }

    /// <summary>Settings with which a few objects make several parts, batches and slices.</summary>
    public static AuditSettings SmallAudit => new()
    {
        Interval = TimeSpan.FromDays(30),
        RecheckDelay = TimeSpan.FromSeconds(1),
        ListObjects = 3,
        BatchObjects = 4,
        SliceObjects = 2,
        CallsPerRun = 5,
        Window = 1,
    };

    /// <summary>The ledger's entries, by object root.</summary>
    public async Task<SortedDictionary<string, LedgerEntry>> LedgerAsync()
    {
        AuditLedger ledger = _services.GetRequiredService<AuditLedger>();
        SortedDictionary<string, LedgerEntry> all = new(StringComparer.Ordinal);
        foreach (int shard in await ledger.ListAsync(default))
        {
            foreach (LedgerEntry entry in await ledger.ChangeAsync(shard, _ => false, default))
            {
                all.Add(entry.Root, entry);
            }
        }

        return all;
    }

    /// <summary>The open findings.</summary>
    public async Task<IReadOnlyList<OpenFinding>> OpenFindingsAsync() =>
        (await _services.GetRequiredService<OpenFindings>().ListAsync(after: null, top: 1000, default)).Findings;

    /// <summary>The coverage as it was last counted.</summary>
    public Task<AuditCoverage?> CoverageAsync() => _services.GetRequiredService<AuditRunStore>().TryGetCoverageAsync(default);

    /// <summary>A service of the pipeline.</summary>
    public T Service<T>()
        where T : notnull => ActivatorUtilities.GetServiceOrCreateInstance<T>(_services);

    private async Task<object?> InvokeAuditAsync(string name, object? input) => name switch
    {
        nameof(ListForAudit) => await Get<ListForAudit>().RunAsync((ListForAuditInput)input!, default),
        nameof(SelectObjects) => await Get<SelectObjects>().RunAsync((SelectObjectsInput)input!, default),
        nameof(CheckObjects) => await Get<CheckObjects>().RunAsync((CheckObjectsInput)input!, _client, default),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such activity."),
    };
}
