using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;
using OcflFunctions.Purges;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Tests;

/// <summary>The orchestrator with the real activities, on storages of a test's own; each activity is delivered as the test says.</summary>
internal sealed partial class UpdatePipeline : IAsyncDisposable
{
    private const int FewFiles = 4;

    private readonly FakeClient _client = new();
    private readonly ServiceProvider _services;
    private readonly PipelinePlace _place;
    private readonly bool _ownsPlace;
    private ValidationIdentity? _validation;

    /// <summary>A pipeline in a place of its own.</summary>
    /// <param name="kind">The kind of the place.</param>
    /// <param name="singleSteps">Up to how many steps are activities of their own.</param>
    /// <param name="wrap">What the storages are seen through; null for as they are.</param>
    public UpdatePipeline(string kind, int singleSteps, Func<IStorage, IStorage>? wrap = null)
        : this(PipelinePlace.Create(kind), wrap ?? (storage => storage), singleSteps)
    {
        _ownsPlace = true;
    }

    /// <summary>A pipeline in a place that others may use before and after it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="faults">At which call of the storages the process dies.</param>
    /// <param name="singleSteps">Up to how many steps are activities of their own.</param>
    public UpdatePipeline(PipelinePlace place, Faults faults, int singleSteps)
        : this(place, storage => new FaultyStorage(storage, faults), singleSteps)
    {
    }

    /// <summary>A pipeline in a place of the test's own, as it is.</summary>
    public UpdatePipeline(PipelinePlace place, int singleSteps, int sliceFiles = FewFiles)
        : this(place, storage => storage, singleSteps, sliceFiles)
    {
    }

    private UpdatePipeline(PipelinePlace place, Func<IStorage, IStorage> wrap, int singleSteps, int sliceFiles = FewFiles)
    {
        _place = place;
        Dictionary<string, string?> settings = new(place.Settings)
        {
            ["Ocfl:Updates:SingleSteps"] = singleSteps.ToString(CultureInfo.InvariantCulture),
            ["Ocfl:Updates:SliceFiles"] = sliceFiles.ToString(CultureInfo.InvariantCulture),
        };
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(provider => new ObjectStore(wrap(place.Root), provider.GetRequiredService<IOptions<OcflOptions>>()))
            .AddSingleton(new WorkArea(wrap(place.Work)))
            .AddOcflFunctions(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
    }

    /// <summary>Where updates take their content from.</summary>
    public PipelinePlace Place => _place;

    /// <summary>The storage root.</summary>
    public IStorage Root => _place.Root;

    /// <summary>What the pipeline's meters come from.</summary>
    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>The work area.</summary>
    public IStorage Work => _place.Work;

    /// <summary>The engine, as the activities and the HTTP functions see it.</summary>
    public FakeClient Client => _client;

    /// <summary>The service's settings, which a test may change as a restart would.</summary>
    public OcflOptions Options => _services.GetRequiredService<IOptions<OcflOptions>>().Value;

    /// <summary>Whether objects may be purged.</summary>
    public bool AllowsPurge
    {
        get => Options.Objects.AllowPurge;
        init => Options.Objects.AllowPurge = value;
    }

    /// <summary>Updates an object.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="deliverAsync">Delivers an activity: given its place in the order of calls and what runs it.</param>
    /// <param name="instanceId">The update's id, another for each update of one pipeline.</param>
    public Task<UpdateResult> RunAsync(
        UpdateRequest request, Func<int, Func<Task<object?>>, Task<object?>> deliverAsync, string instanceId = "instance")
    {
        int calls = 0;
        return RunAsync(request, (_, _, runAsync) => deliverAsync(calls++, runAsync), instanceId);
    }

    /// <summary>Updates an object.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="deliverAsync">Delivers an activity: given its name, its input and what runs it.</param>
    /// <param name="instanceId">The update's id.</param>
    public Task<UpdateResult> RunAsync(
        UpdateRequest request, Func<string, object?, Func<Task<object?>>, Task<object?>> deliverAsync, string instanceId = "instance") =>
        RunAsync(new UpdateInput(request, new UpdateSettings { Window = 4 }), deliverAsync, instanceId);

    /// <summary>Updates an object.</summary>
    /// <param name="input">What is asked for, and the settings to go by.</param>
    /// <param name="deliverAsync">Delivers an activity: given its name, its input and what runs it.</param>
    /// <param name="instanceId">The update's id.</param>
    public async Task<UpdateResult> RunAsync(
        UpdateInput input, Func<string, object?, Func<Task<object?>>, Task<object?>> deliverAsync, string instanceId = "instance")
    {
        SetStatus(instanceId, OrchestrationRuntimeStatus.Running, input);
        FakeOrchestration context = new((name, input) => deliverAsync(name, input, () => InvokeAsync(name, input)), instanceId);
        return await context.RunAsync(orchestration => UpdateObject.RunAsync(orchestration, input));
    }

    /// <summary>Validates an object, or the storage root, in as many runs as it takes.</summary>
    /// <param name="input">What is asked for, and the settings to go by.</param>
    /// <param name="deliverAsync">Delivers an activity: given its name, its input and what runs it; null for once.</param>
    /// <param name="instanceId">The validation's id.</param>
    public async Task<ValidationResult> ValidateAsync(
        ValidationInput input,
        Func<string, object?, Func<Task<object?>>, Task<object?>>? deliverAsync = null,
        string instanceId = "validation")
    {
        deliverAsync ??= (_, _, runAsync) => runAsync();
        while (true)
        {
            FakeOrchestration context = new(
                (name, activityInput) => deliverAsync(name, activityInput, () => InvokeAsync(name, activityInput)), instanceId);
            ValidationInput current = input;
            ValidationResult? result = await context.RunAsync(orchestration => ValidateObjects.RunAsync(orchestration, current));
            _validation = new ValidationIdentity(
                instanceId, EngineJson.Converter.Deserialize<ValidationCustomStatus>(context.Statuses[^1])!.StartedAt);
            if (result is not null)
            {
                return result;
            }

            input = Assert.IsType<ValidationInput>(context.ContinuedWith);
        }
    }

    /// <summary>The report of the last validation, read in pages: where, which object, and the finding.</summary>
    public async Task<IReadOnlyList<string>> ReadReportAsync(int top = 1000)
    {
        List<string> report = [];
        FindingsPosition? next = null;
        do
        {
            (IReadOnlyList<Finding> findings, next) = await _services.GetRequiredService<ValidationStore>().ReadFindingsAsync(
                _validation!, next, top, default);
            Assert.True(findings.Count <= top && (next is null || findings.Count == top), $"{findings.Count} of {top}");
            report.AddRange(findings.Select(
                finding => $"{finding.Severity} {finding.Code} {finding.ObjectId} {finding.ObjectRoot} {finding.Path} {finding.Version}"));
        }
        while (next is not null);

        return report;
    }

    /// <summary>Makes the engine know an update in a status.</summary>
    public void SetStatus(string instanceId, OrchestrationRuntimeStatus status, UpdateInput input)
    {
        _client.Instances.RemoveAll(instance => instance.InstanceId == instanceId);
        _client.Instances.Add(new OrchestrationMetadata("UpdateObject", instanceId)
        {
            RuntimeStatus = status,
            DataConverter = EngineJson.Converter,
            SerializedInput = EngineJson.Converter.Serialize(input),
        });
    }

    /// <summary>The clock of the service's claims and sweeps: the time of the start until a test sets it.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>Removes what ended updates left, as when the service starts.</summary>
    public Task SweepAsync() => Get<SweepLeftovers>().RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), _client, default);

    /// <summary>Removes all of an update whose instance was purged.</summary>
    public Task RemoveAsync(string updateId) => _services.GetRequiredService<UpdateLeftovers>().RemoveAsync(updateId, _client, default);

    /// <summary>The queue for an object.</summary>
    public Task<IReadOnlyList<string>> QueueAsync(string objectId) =>
        _services.GetRequiredService<ClaimStore>().GetAsync(objectId, default);

    /// <summary>Looks at a request as the service does before it starts an update.</summary>
    /// <returns>Why it is refused; null when it is not.</returns>
    public async Task<Problem?> CheckAsync(UpdateRequest request)
    {
        try
        {
            await _services.GetRequiredService<UpdateChecks>().CheckAsync(request, _client, default);
            return null;
        }
        catch (ProblemException refusal)
        {
            return refusal.Problem;
        }
    }

    /// <summary>The input that the service gives the orchestrator of a new update.</summary>
    public async Task<UpdateInput> StartAsync(UpdateRequest request)
    {
        (string id, UpdateInput input) = await AcceptAsync(request);

        // The test runs it under an id of its own, which has another place in the queue.
        await _services.GetRequiredService<ClaimStore>().ReleaseAsync(request.ObjectId, id, _client.GetLifeAsync, default);
        return input;
    }

    /// <summary>Starts an update as the service does.</summary>
    /// <returns>The id under which it is scheduled and has its place in the queue, and the orchestrator's input.</returns>
    public async Task<(string Id, UpdateInput Input)> AcceptAsync(UpdateRequest request)
    {
        string id = await _services.GetRequiredService<UpdateStarter>().StartAsync(_client, request, default);
        return (id, Assert.IsType<UpdateInput>(_client.Started[^1]));
    }

    /// <summary>Opens the storage root, as the service does when it starts.</summary>
    public Task InitializeAsync() => _services.GetRequiredService<ObjectStore>().GetRootAsync(default);

    /// <summary>Updates an object like an engine that keeps a journal: what finished before is not run again.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="journal">The answers by activity.</param>
    /// <param name="answered">Receives each answer that is not in the journal; null for nothing.</param>
    public Task<UpdateResult> RunAsync(
        UpdateRequest request, Dictionary<string, object?> journal, Action<object?>? answered = null) =>
        RunAsync(request, async (name, input, runAsync) =>
        {
            string call = name + EngineJson.Converter.Serialize(input);
            if (journal.TryGetValue(call, out object? answer))
            {
                return answer;
            }

            answer = await runAsync();
            answered?.Invoke(answer);
            if (answer is StagedBatch { IsPartial: true } or SliceResult { IsPartial: true })
            {
                // The same call is made again for the rest of the file.
                return answer;
            }

            return journal[call] = answer;
        });

    /// <summary>Purges an object as an engine does that keeps a journal: what came to its end before is not run again.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="journal">The answers by activity.</param>
    /// <param name="instanceId">The purge's id.</param>
    /// <param name="deliverAsync">Delivers an activity: given its name and what runs it; null for once.</param>
    /// <param name="startsAt">When it starts; null for the usual time.</param>
    public async Task<PurgeRecord> PurgeAsync(
        PurgeRequest request,
        Dictionary<string, object?> journal,
        string instanceId = "purge",
        Func<string, Func<Task<object?>>, Task<object?>>? deliverAsync = null,
        DateTimeOffset? startsAt = null)
    {
        deliverAsync ??= (_, runAsync) => runAsync();
        PurgeInput input = new(request, new UpdateSettings { Window = 1 });
        SetPurgeStatus(instanceId, OrchestrationRuntimeStatus.Running, input);
        FakeOrchestration context = new(
            async (name, activityInput) =>
            {
                string call = name + EngineJson.Converter.Serialize(activityInput);
                return journal.TryGetValue(call, out object? answer)
                    ? answer
                    : journal[call] = await deliverAsync(name, () => InvokeAsync(name, activityInput));
            },
            instanceId)
        {
            StartsAt = (startsAt ?? FakeOrchestration.Start).UtcDateTime,
        };
        return await context.RunAsync(orchestration => PurgeObject.RunAsync(orchestration, input));
    }

    /// <summary>Makes the engine know a purge in a status.</summary>
    public void SetPurgeStatus(string instanceId, OrchestrationRuntimeStatus status, PurgeInput input)
    {
        _client.Instances.RemoveAll(instance => instance.InstanceId == instanceId);
        _client.Instances.Add(new OrchestrationMetadata(nameof(PurgeObject), instanceId)
        {
            RuntimeStatus = status,
            DataConverter = EngineJson.Converter,
            SerializedInput = EngineJson.Converter.Serialize(input),
        });
    }

    /// <summary>Completes purges that ended early, as when the service starts.</summary>
    public Task SweepPurgesAsync() =>
        Get<SweepPurges>().RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), _client, default);

    /// <summary>Runs maintenance, in as many runs as it takes.</summary>
    /// <param name="input">The settings to go by.</param>
    /// <param name="deliverAsync">Delivers an activity: given its input and what runs it; null for once.</param>
    public async Task<MaintenanceState> MaintainAsync(
        MaintenanceInput? input = null, Func<object?, Func<Task<object?>>, Task<object?>>? deliverAsync = null)
    {
        deliverAsync ??= (_, runAsync) => runAsync();
        input ??= MaintenanceInput();
        while (true)
        {
            FakeOrchestration context = new(
                (name, activityInput) => deliverAsync(activityInput, () => InvokeAsync(name, activityInput)), "maintenance")
            {
                StartsAt = Time.GetUtcNow().UtcDateTime,
            };
            MaintenanceInput current = input;
            if (await context.RunAsync(orchestration => Maintain.RunAsync(orchestration, current)) is { } done)
            {
                return done;
            }

            input = Assert.IsType<MaintenanceInput>(context.ContinuedWith);
        }
    }

    /// <summary>The input of maintenance with this pipeline's steps.</summary>
    /// <param name="dryRun">Whether to count only.</param>
    public MaintenanceInput MaintenanceInput(bool dryRun = false) => new(
        dryRun,
        new MaintenanceSettings { KeepRuns = TimeSpan.FromHours(1), KeepReports = TimeSpan.FromHours(2), PageItems = 3, PageFiles = 7 },
        [.. _services.GetServices<IMaintenanceStep>().Select(step => step.Name)]);

    /// <summary>The record of a purge; null if there is none.</summary>
    public Task<PurgeRecord?> RecordAsync(string purgeId) =>
        _services.GetRequiredService<PurgeStore>().TryGetRecordAsync(purgeId, default);

    /// <summary>What is wrong with the source of an update.</summary>
    public Task<MismatchRecord?> MismatchesAsync(string updateId) =>
        _services.GetRequiredService<MismatchStore>().TryGetAsync(updateId, default);

    /// <summary>Whether a file of the work area is content that an update has staged.</summary>
    public static bool IsStagedContent(string path) =>
        path.Contains("/stage/", StringComparison.Ordinal)
        && !path.Contains("/known/", StringComparison.Ordinal)
        && !path.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>All files of a storage with their content.</summary>
    public static async Task<SortedDictionary<string, string>> FilesAsync(IStorage storage)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        await foreach (StorageEntry entry in storage.ListAsync("", recursive: true))
        {
            if (entry.Kind == StorageEntryKind.File)
            {
                await using StorageReader reader = await storage.OpenReadAsync(entry.Path);
                using StreamReader text = new(reader.Content);
                files[entry.Path] = await text.ReadToEndAsync();
            }
        }

        return files;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsPlace)
        {
            await _place.DisposeAsync();
        }
    }

    private async Task<object?> InvokeAsync(string name, object? input) => name switch
    {
        nameof(ClaimObject) => await Get<ClaimObject>().RunAsync((UpdateIdentity)input!, _client, default),
        nameof(ListSource) => await Get<ListSource>().RunAsync((ListSourceInput)input!, _client, default),
        nameof(BuildStage) => await Get<BuildStage>().RunAsync((BuildStageInput)input!, _client, default),
        nameof(CreatePlan) => await Get<CreatePlan>().RunAsync((CreatePlanInput)input!, _client, default),
        nameof(ExecuteOcflActivity) => await Get<ExecuteOcflActivity>().RunAsync((ExecuteInput)input!, _client, default),
        nameof(RevertOcflActivity) => await Get<RevertOcflActivity>().RunAsync((UpdateIdentity)input!, _client, default),
        nameof(ApplyPlan) => await Nothing(Get<ApplyPlan>().RunAsync((UpdateIdentity)input!, _client, default)),
        nameof(ReleaseObject) => await Nothing(Get<ReleaseObject>().RunAsync((ReleaseInput)input!, _client, default)),
        nameof(ListObjects) => await Get<ListObjects>().RunAsync((ListObjectsInput)input!, default),
        nameof(ValidateObject) => await Get<ValidateObject>().RunAsync((ValidateObjectInput)input!, _client, default),
        nameof(ValidateStorageRoot) => await Get<ValidateStorageRoot>().RunAsync((ValidateStorageRootInput)input!, default),
        nameof(BeginPurge) => await Get<BeginPurge>().RunAsync((BeginPurgeInput)input!, default),
        nameof(HideObject) => await Nothing(Get<HideObject>().RunAsync((StartedRemoval)input!, default)),
        nameof(ListRemains) => await Get<ListRemains>().RunAsync((ListRemainsInput)input!, default),
        nameof(DeleteRemains) => await Nothing(Get<DeleteRemains>().RunAsync((DeleteRemainsInput)input!, default)),
        nameof(CompletePurge) => await Get<CompletePurge>().RunAsync((StartedRemoval)input!, default),
        nameof(ListImport) => await Get<ListImport>().RunAsync((ListImportInput)input!, default),
        nameof(PrepareImport) => await Get<PrepareImport>().RunAsync((ObjectImportInput)input!, default),
        nameof(BeginImport) => await Get<BeginImport>().RunAsync((ObjectImport)input!, _client, default),
        nameof(CopyImport) => await Get<CopyImport>().RunAsync((CopyImportInput)input!, default),
        nameof(PublishImport) => await Get<PublishImport>().RunAsync((PublishImportInput)input!, default),
        nameof(EndImport) => await Get<EndImport>().RunAsync((EndImportInput)input!, default),
        nameof(RemoveExpired) => await Get<RemoveExpired>().RunAsync((MaintenancePageInput)input!, _client, default),
        nameof(NoteHold) => await Nothing(Get<NoteHold>().RunAsync((HoldInput)input!, _client, default)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such activity."),
    };

    private static async Task<object?> Nothing(Task task)
    {
        await task;
        return null;
    }

    private T Get<T>() => ActivatorUtilities.CreateInstance<T>(_services);
}
