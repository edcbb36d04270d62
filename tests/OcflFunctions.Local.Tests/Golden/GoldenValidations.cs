using System.Collections.Concurrent;
using System.Globalization;
using DurableTask.Sqlite;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Tests;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Validations;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>
/// Validations at all points of their life, in a database: made, and brought to their end, by activities that answer from a script.
/// </summary>
/// <param name="isBeingMade">Whether the history is being made: then activities stop or fail where the validation's name says.</param>
internal sealed class GoldenValidations(bool isBeingMade)
{
    private const int Pages = 3;
    private static readonly string[] Ids = ["completed", "continued", "deferred", "failed", "given up", "listing", "root", "validating"];

    private readonly ConcurrentDictionary<string, int> _deliveries = new(StringComparer.Ordinal);

    /// <summary>Alters what the orchestrator is given.</summary>
    public Func<ValidationInput, ValidationInput> Alter { get; init; } = input => input;

    /// <summary>Makes a database in which each validation is where its name says.</summary>
    public static async Task MakeAsync(string database, string version)
    {
        GoldenValidations script = new(isBeingMade: true);
        await using SqliteDurableTaskEngine engine = new(
            Options(database), script.Registry(), EngineJson.Converter, time: new FakeTimeProvider(GoldenScript.Start));
        await engine.StartAsync(CancellationToken.None);
        foreach (string id in Ids)
        {
            ValidationSettings settings = new()
            {
                Window = 2,
                PageObjects = 5,
                SliceObjects = 2,
                PagesPerRun = 2,
                Attempts = id == "deferred" ? 2 : 1,
            };
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(ValidateObjects),
                new ValidationInput(new ValidationRequest(), settings),
                new StartOrchestrationOptions(id) { Version = version });
        }

        await script.UntilDeliveredAsync("listing: ListObjects 0");
        await script.UntilDeliveredAsync("validating: ValidateObject 0 2 First");
        await script.UntilDeliveredAsync("continued: ListObjects 2");
        await script.UntilDeliveredAsync("given up: ValidateObject 1 3 Last");
        await script.UntilDeliveredAsync("root: ValidateStorageRoot");
        await Deadline.UntilAsync(
            async () => await engine.GetHistoryAsync("deferred").AnyAsync(happened => happened.Type == HistoryEventType.TaskFailed),
            "the wait to be tried again");
        foreach (string id in (string[])["completed", "failed"])
        {
            await engine.Client.WaitForInstanceCompletionAsync(id, Deadline.Token());
        }
    }

    /// <summary>Brings all validations to their end, none of whose activities fails any more.</summary>
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
                if (happened.Type == HistoryEventType.TaskScheduled)
                {
                    calls.Add(happened.Name!);
                }
            }

            string groups = string.Join(", ", calls.GroupBy(call => call)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"))
                .Order(StringComparer.Ordinal));
            ends.Add($"{id}: {Outcome(end)}: {groups}");
        }

        return ends;
    }

    private static SqliteDurableTaskOptions Options(string database) =>
        new() { DatabasePath = database, HolderName = "the golden host", MaxActivityDeliveries = 1000 };

    private static string Outcome(OrchestrationMetadata end) => end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
        && end.ReadOutputAs<ValidationResult>() is { } result
        ? string.Create(CultureInfo.InvariantCulture, $"{result.Outcome} {result.Objects} {result.Unverified}")
        : $"{end.RuntimeStatus} {end.FailureDetails?.ErrorType}";

    private SqliteDurableTaskRegistry Registry()
    {
        SqliteDurableTaskRegistry registry = new();
        registry.AddOrchestrator(
            nameof(ValidateObjects), async context => await ValidateObjects.RunAsync(context, Alter(context.GetInput<ValidationInput>()!)));
        Add<ListObjectsInput>(registry, nameof(ListObjects), input => $" {input.Page}", input => new ListedObjects
        {
            Objects = 5,
            Next = input.Page == Pages - 1 ? null : $"page {input.Page}",
            HasObjectsBelow = true,
        });
        Add<ValidateObjectInput>(registry, nameof(ValidateObject), input => $" {input.Page} {input.Slice.First} {input.Try}", Validate);
        Add<ValidateStorageRootInput>(registry, nameof(ValidateStorageRoot), _ => "", _ => new ValidatedObjects());
        return registry;
    }

    // The fourth object of the second page cannot be looked at with the others.
    private static ValidatedObjects Validate(ValidateObjectInput input)
    {
        bool defers = input is { Page: 1, Slice.First: 2, Try: ValidationTry.First };
        bool givesUp = input.Try == ValidationTry.Last;
        int count = input.Slice.Count - (defers ? 1 : 0);
        return new ValidatedObjects
        {
            Counts = new ValidationCounts { Objects = count, Valid = givesUp ? 0 : count, Unverified = givesUp ? count : 0 },
            Deferred = defers ? [3] : [],
        };
    }

    private void Add<T>(SqliteDurableTaskRegistry registry, string activity, Func<T, string> describe, Func<T, object?> answer)
        where T : class => registry.AddActivity(activity, async (context, input, cancellationToken) =>
        {
            T read = input.Read<T>()!;
            string call = $"{context.InstanceId}: {activity}{describe(read)}";
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
            case "listing: ListObjects 0":
            case "validating: ValidateObject 0 2 First":
            case "continued: ListObjects 2":
            case "given up: ValidateObject 1 3 Last":
            case "root: ValidateStorageRoot":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "deferred: ValidateObject 1 3 Again":
            case "given up: ValidateObject 1 3 Again":
                throw new StorageException("The disk is gone.");
            case "failed: ListObjects 0":
                throw new ObjectNotFoundException("urn:nothing");
        }
    }
}
