using System.Collections.Concurrent;
using System.Globalization;
using DurableTask.Sqlite;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Tests;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>
/// Imports at all points of their life, in a database: made, and brought to their end, by activities that answer from a script.
/// </summary>
/// <param name="isBeingMade">Whether the history is being made: then activities stop or fail where the import's name says.</param>
internal sealed class GoldenImports(bool isBeingMade)
{
    private static readonly string[] Ids = ["completed", "conflict", "copying", "listing", "publishing", "waiting"];

    private readonly ConcurrentDictionary<string, int> _deliveries = new(StringComparer.Ordinal);

    /// <summary>Alters what the orchestrator of an import is given.</summary>
    public Func<ImportInput, ImportInput> Alter { get; init; } = input => input;

    /// <summary>Makes a database in which each import is where its name says.</summary>
    public static async Task MakeAsync(string database, string version)
    {
        GoldenImports script = new(isBeingMade: true);
        await using SqliteDurableTaskEngine engine = new(
            Options(database), script.Registry(), EngineJson.Converter, time: new FakeTimeProvider(GoldenScript.Start));
        await engine.StartAsync(CancellationToken.None);
        ImportSettings settings = new()
        {
            Window = 2,
            PageObjects = 2,
            PagesPerRun = 1,
            SliceWindow = 1,
            Attempts = 1,
            ClaimPollInterval = TimeSpan.FromSeconds(1),
        };
        foreach (string id in Ids)
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(ImportObjects),
                new ImportInput(new ImportRequest { Source = new ImportSource { Directory = "source" } }, settings),
                new StartOrchestrationOptions(id) { Version = version });
        }

        await script.UntilDeliveredAsync("listing: ListImport 0");
        await script.UntilDeliveredAsync("copying: CopyImport 1 1");
        await script.UntilDeliveredAsync("publishing: PublishImport 2");
        await script.UntilDeliveredAsync("waiting: ClaimObject 0");
        await script.UntilDeliveredAsync("waiting: ClaimObject 1");
        foreach (string id in (string[])["completed", "conflict"])
        {
            await engine.Client.WaitForInstanceCompletionAsync(id, Deadline.Token());
        }
    }

    /// <summary>Brings all imports to their end, none of whose activities fails any more.</summary>
    /// <returns>How each ended, and what it called in its last run.</returns>
    public async Task<IReadOnlyList<string>> FinishAsync(string database)
    {
        FakeTimeProvider time = new(GoldenScript.Start);
        time.Advance(TimeSpan.FromSeconds(5));
        await using SqliteDurableTaskEngine engine = new(Options(database), Registry(), EngineJson.Converter, time: time);
        await engine.StartAsync(CancellationToken.None);
        List<string> ends = [];
        foreach (string id in Ids)
        {
            OrchestrationMetadata end = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Deadline.Token());
            List<string> calls = [];
            await foreach (OrchestrationHistoryEvent happened in engine.GetHistoryAsync(id))
            {
                if (happened.Type is HistoryEventType.TaskScheduled or HistoryEventType.SubOrchestrationInstanceCreated)
                {
                    calls.Add(happened.Name!);
                }
            }

            ends.Add($"{id}: {Outcome(end)}: {string.Join(", ", calls)}");
        }

        return ends;
    }

    private static SqliteDurableTaskOptions Options(string database) =>
        new() { DatabasePath = database, HolderName = "the golden host", MaxActivityDeliveries = 1000 };

    private static string Outcome(OrchestrationMetadata end) => end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
        && end.ReadOutputAs<ImportResult>() is { } result
        ? string.Create(CultureInfo.InvariantCulture, $"{result.Outcome} {result.Objects} {result.Imported} {result.Conflicts}")
        : $"{end.RuntimeStatus} {end.FailureDetails?.ErrorType}";

    private SqliteDurableTaskRegistry Registry()
    {
        SqliteDurableTaskRegistry registry = new();
        registry.AddOrchestrator(
            nameof(ImportObjects), async context => await ImportObjects.RunAsync(context, Alter(context.GetInput<ImportInput>()!)));
        registry.AddOrchestrator(
            nameof(ImportObject), async context => await ImportObject.RunAsync(context, context.GetInput<ObjectImportInput>()!));
        Add<ListImportInput>(registry, nameof(ListImport), input => (input.Import, $"{input.Page}"), input => new ListedImport(
            2, input.Page == 0 ? "page 0" : null));
        Add<ObjectImportInput>(registry, nameof(PrepareImport), input => (input.Import, $"{input.Number}"), input => new PreparedImport(
            Done: null, new ObjectImport(input.Import, input.Number, input.Source, "path", $"{input.Import.Id} {input.Number}")));
        Add<UpdateIdentity>(registry, nameof(ClaimObject), Of, input => new ClaimResult(
            isBeingMade && input.ObjectId.StartsWith("waiting", StringComparison.Ordinal) ? 1 : 0));
        Add<ObjectImport>(registry, nameof(BeginImport), input => (input.Import, $"{input.Number}"), _ => new BegunImport(2, Done: null));
        Add<CopyImportInput>(
            registry, nameof(CopyImport), input => (input.Object.Import, $"{input.Object.Number} {input.Batch}"), _ => 0L);
        Add<PublishImportInput>(
            registry,
            nameof(PublishImport),
            input => (input.Object.Import, $"{input.Object.Number}"),
            _ => new ImportedObject { Outcome = ImportedObjectOutcome.Imported, Files = 1, Bytes = 2 });
        Add<EndImportInput>(
            registry, nameof(EndImport), input => (input.Input.Import, $"{input.Input.Number}"), input => input.Outcome);
        Add<ReleaseInput>(
            registry, nameof(ReleaseObject), input => Of(new UpdateIdentity(input.Id, input.ObjectId, input.Created)), _ => null);
        return registry;
    }

    // The script gives an object the id of its import and its number.
    private static (ImportIdentity Import, string Call) Of(UpdateIdentity update)
    {
        string[] parts = update.ObjectId.Split(' ');
        return (new ImportIdentity(parts[0], default), parts[1]);
    }

    private void Add<T>(
        SqliteDurableTaskRegistry registry, string activity, Func<T, (ImportIdentity Import, string Call)> describe, Func<T, object?> answer)
        where T : class => registry.AddActivity(activity, async (_, input, cancellationToken) =>
        {
            T read = input.Read<T>()!;
            (ImportIdentity import, string described) = describe(read);
            string call = $"{import.Id}: {activity} {described}";
            _deliveries.AddOrUpdate(call, 1, (_, before) => before + 1);
            if (isBeingMade)
            {
                await DisturbAsync(call, cancellationToken);
            }

            return answer(read);
        });

    private Task UntilDeliveredAsync(string call) => Deadline.UntilAsync(() => _deliveries.ContainsKey(call), call);

    private static async Task DisturbAsync(string call, CancellationToken cancellationToken)
    {
        switch (call)
        {
            case "listing: ListImport 0":
            case "copying: CopyImport 1 1":
            case "publishing: PublishImport 2":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "conflict: BeginImport 3":
                throw new ObjectConflictException("Something is in the way.");
        }
    }
}
