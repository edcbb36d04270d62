using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Activities;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Orchestrations;
using OcflFunctions.Work;

namespace OcflFunctions.Tests;

/// <summary>The orchestrator with the real activities, on storages of a test's own; each activity is delivered as the test says.</summary>
internal sealed class UpdatePipeline : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ocfl-pipeline-" + Guid.NewGuid().ToString("N"))).FullName;
    private readonly FakeClient _client = new();
    private readonly ServiceProvider _services;

    /// <summary>A pipeline.</summary>
    /// <param name="kind"><c>Local</c>, or <c>Memory</c>, or <c>InPlace</c> for a memory that writes in place as blob storage does.</param>
    /// <param name="singleSteps">Up to how many steps are activities of their own.</param>
    /// <param name="wrap">What the storages are seen through; null for as they are.</param>
    public UpdatePipeline(string kind, int singleSteps, Func<IStorage, IStorage>? wrap = null)
    {
        Directory.CreateDirectory(Source);
        Dictionary<string, string?> settings = new()
        {
            ["Ocfl:Storage:Kind"] = kind,
            ["Ocfl:Storage:Path"] = Path.Combine(_folder, "root"),
            ["Ocfl:Storage:Flush"] = "false",
            ["Ocfl:Work:Kind"] = kind,
            ["Ocfl:Work:Path"] = Path.Combine(_folder, "work"),
            ["Ocfl:Work:Flush"] = "false",
            ["Ocfl:Sources:AllowedPaths:0"] = _folder,
            ["Ocfl:Updates:SingleSteps"] = singleSteps.ToString(CultureInfo.InvariantCulture),
            ["Ocfl:Updates:SliceFiles"] = "4",
        };
        IServiceCollection services = new ServiceCollection().AddLogging();
        if (wrap is not null)
        {
            IOptions<OcflOptions> options = Options.Create(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(OcflOptions.Section).Get<OcflOptions>()!);
            services.AddSingleton(new WorkArea(wrap(Create(options.Value.Work)))).AddSingleton(new ObjectStore(wrap(Create(options.Value.Storage)), options));
        }

        _services = services
            .AddSingleton<IStorageFactory>(new MemoryFactory("Memory", writesInPlace: false))
            .AddSingleton<IStorageFactory>(new MemoryFactory("InPlace", writesInPlace: true))
            .AddOcflFunctions(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
    }

    /// <summary>The folder that updates take their content from.</summary>
    public string Source => Path.Combine(_folder, "source");

    /// <summary>The storage root.</summary>
    public IStorage Root => _services.GetRequiredService<ObjectStore>().Storage;

    /// <summary>What the pipeline's meters come from.</summary>
    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>The work area.</summary>
    public IStorage Work => _services.GetRequiredService<WorkArea>().Storage;

    /// <summary>Updates an object.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="deliverAsync">Delivers an activity: given its place in the order of calls and what runs it.</param>
    /// <param name="instance">The update's id, another for each.</param>
    public async Task<UpdateResult> RunAsync(UpdateRequest request, Func<int, Func<Task<object?>>, Task<object?>> deliverAsync, string instance = "instance")
    {
        int calls = 0;
        _client.Instances.Add(new OrchestrationMetadata("UpdateObject", instance) { RuntimeStatus = OrchestrationRuntimeStatus.Running });
        FakeOrchestration context = new((name, input) => deliverAsync(calls++, () => InvokeAsync(name, input))) { Instance = instance };
        return await context.RunAsync(orchestration => UpdateObject.RunAsync(orchestration, new UpdateInput(request, new UpdateSettings { Window = 4 })));
    }

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

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IStorage Create(StoreOptions options) => options.Kind == LocalStorageFactory.Name
        ? new LocalStorageFactory().Create(options)
        : new MemoryStorage(writesInPlace: options.Kind == "InPlace");

    private async Task<object?> InvokeAsync(string name, object? input) => name switch
    {
        nameof(ClaimObject) => await Get<ClaimObject>().RunAsync((UpdateIdentity)input!, _client, default),
        nameof(ListSource) => await Get<ListSource>().RunAsync((ListSourceInput)input!, default),
        nameof(BuildStage) => await Get<BuildStage>().RunAsync((BuildStageInput)input!, default),
        nameof(CreatePlan) => await Get<CreatePlan>().RunAsync((CreatePlanInput)input!, default),
        nameof(ExecuteOcflActivity) => await Get<ExecuteOcflActivity>().RunAsync((ExecuteInput)input!, _client, default),
        nameof(RevertOcflActivity) => await Get<RevertOcflActivity>().RunAsync((UpdateIdentity)input!, _client, default),
        nameof(ApplyPlan) => await Nothing(Get<ApplyPlan>().RunAsync((UpdateIdentity)input!, _client, default)),
        nameof(ReleaseObject) => await Nothing(Get<ReleaseObject>().RunAsync((ReleaseInput)input!, _client, default)),
        nameof(NoteHold) => await Nothing(Get<NoteHold>().RunAsync((UpdateIdentity)input!)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such activity."),
    };

    private static async Task<object?> Nothing(Task task)
    {
        await task;
        return null;
    }

    private T Get<T>() => ActivatorUtilities.CreateInstance<T>(_services);

    private sealed class MemoryFactory(string kind, bool writesInPlace) : IStorageFactory
    {
        public string Kind => kind;

        public IEnumerable<(string Key, string Problem)> Validate(StoreOptions options) => [];

        public IStorage Create(StoreOptions options) => new MemoryStorage(writesInPlace);
    }
}
