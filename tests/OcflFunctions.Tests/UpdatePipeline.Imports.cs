using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;

namespace OcflFunctions.Tests;

internal sealed partial class UpdatePipeline
{
    /// <summary>Imports objects as an engine does that keeps a journal: what came to its end before is not run again.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="journal">The answers by activity.</param>
    /// <param name="deliverAsync">Delivers an activity: given its name and what runs it; null for once.</param>
    /// <param name="settings">The settings; null for objects one after the other.</param>
    /// <param name="instanceId">The import's id.</param>
    public async Task<ImportResult> ImportAsync(
        ImportRequest request,
        Dictionary<string, object?> journal,
        Func<string, Func<Task<object?>>, Task<object?>>? deliverAsync = null,
        ImportSettings? settings = null,
        string instanceId = ImportId)
    {
        Dictionary<string, int> calls = new(StringComparer.Ordinal);
        ImportInput input = new(request, settings ?? new ImportSettings { Window = 1, SliceWindow = 1 });
        SetImportStatus(instanceId, nameof(ImportObjects), OrchestrationRuntimeStatus.Running);
        while (true)
        {
            FakeOrchestration context = new(DeliverAsync, instanceId) { RunChildAsync = RunChildAsync };
            ImportInput current = input;
            ImportResult? result = await context.RunAsync(orchestration => ImportObjects.RunAsync(orchestration, current));
            Import = new ImportIdentity(
                instanceId, EngineJson.Converter.Deserialize<ImportCustomStatus>(context.Statuses[^1])!.StartedAt);
            if (result is not null)
            {
                return result;
            }

            input = Assert.IsType<ImportInput>(context.ContinuedWith);
        }

        async Task<object?> RunChildAsync(string childId, object? childInput)
        {
            SetImportStatus(childId, nameof(ImportObject), OrchestrationRuntimeStatus.Running);
            FakeOrchestration child = new(DeliverAsync, childId);
            ObjectImportInput one = (ObjectImportInput)childInput!;
            ImportedObject done = await child.RunAsync(orchestration => ImportObject.RunAsync(orchestration, one));
            SetImportStatus(childId, nameof(ImportObject), OrchestrationRuntimeStatus.Completed);
            return done;
        }

        async Task<object?> DeliverAsync(string name, object? activityInput)
        {
            // A large file takes several calls with one input.
            string repeated = name + EngineJson.Converter.Serialize(activityInput);
            int before = calls.GetValueOrDefault(repeated);
            calls[repeated] = before + 1;
            string call = $"{repeated} {before}";
            return journal.TryGetValue(call, out object? answer) ? answer
                : journal[call] = deliverAsync is null
                    ? await InvokeAsync(name, activityInput)
                    : await deliverAsync(name, () => InvokeAsync(name, activityInput));
        }
    }

    /// <summary>The id of an import, unless a test gives another.</summary>
    public const string ImportId = "import";

    /// <summary>The instance that imports an object of the import of that id.</summary>
    public static string OwnerOfImport(long number) => new ImportIdentity(ImportId, FakeOrchestration.Start).OwnerOf(number);

    /// <summary>The last import.</summary>
    public ImportIdentity? Import { get; private set; }

    /// <summary>What became of the objects of the last import.</summary>
    public async Task<IReadOnlyList<ImportedObject>> ReadImportedAsync(int top = 1000)
    {
        List<ImportedObject> all = [];
        long? next = 0;
        while (next is { } first)
        {
            (IReadOnlyList<ImportedObject> page, next) = await _services.GetRequiredService<ImportStore>().ReadObjectsAsync(
                Import!, first, listed: 10_000, top, default);
            all.AddRange(page);
        }

        return all;
    }

    /// <summary>The findings of the last import.</summary>
    public async Task<IReadOnlyList<Finding>> ReadImportFindingsAsync() =>
        (await _services.GetRequiredService<ImportStore>().ReadFindingsAsync(Import!, after: null, 10_000, default)).Findings;

    /// <summary>Makes the engine know an import, or that of an object, in a status.</summary>
    public void SetImportStatus(
        string instanceId, string orchestrator, OrchestrationRuntimeStatus status, ObjectImportStatus? custom = null)
    {
        _client.Instances.RemoveAll(instance => instance.InstanceId == instanceId);
        _client.Instances.Add(new OrchestrationMetadata(orchestrator, instanceId)
        {
            RuntimeStatus = status,
            CreatedAt = Time.GetUtcNow(),
            LastUpdatedAt = Time.GetUtcNow(),
            DataConverter = EngineJson.Converter,
            SerializedCustomStatus = custom is null ? null : EngineJson.Converter.Serialize(custom),
        });
    }

    /// <summary>Ends imports that ended early, as when the service starts.</summary>
    public Task SweepImportsAsync() =>
        Get<SweepImports>().RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), _client, default);
}
