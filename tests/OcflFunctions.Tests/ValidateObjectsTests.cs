using Microsoft.DurableTask;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Validations;

namespace OcflFunctions.Tests;

public sealed class ValidateObjectsTests
{
    private const int Pages = 7;
    private const int ObjectsOfAPage = 25;
    private static readonly ValidationSettings Settings = new()
    {
        Window = 3,
        SliceObjects = 4,
        PageObjects = ObjectsOfAPage,
        PagesPerRun = 3,
    };
    private static readonly ValidationInput Input = new(new ValidationRequest(), Settings);

    private readonly List<object?> _inputs = [];
    private readonly List<FakeOrchestration> _runs = [];
    private readonly Dictionary<string, Func<object?, object?>> _answers = new(StringComparer.Ordinal)
    {
        ["ListObjects"] = input => List((ListObjectsInput)input!),
        ["ValidateObject"] = input => Valid(((ValidateObjectInput)input!).Slice.Count),
        ["ValidateStorageRoot"] = _ => new ValidatedObjects { Counts = new ValidationCounts { Warnings = 1 } },
    };

    [Fact]
    public async Task Every_object_is_validated_once_in_slices_a_window_at_a_time()
    {
        ValidationResult result = await RunAsync(Input);

        Assert.Equal(
            (ValidationOutcome.Valid, Pages * ObjectsOfAPage, Pages * ObjectsOfAPage, 1),
            (result.Outcome, (int)result.Objects, (int)result.Valid, (int)result.Warnings));
        Assert.Equal(
            Enumerable.Range(0, Pages).SelectMany(page => Enumerable.Range(0, ObjectsOfAPage).Select(index => (page, index))),
            Slices().SelectMany(
                input => Enumerable.Range(input.Slice.First, input.Slice.Count).Select(index => (input.Page, index))).Order());
        Assert.All(Slices(), input => Assert.InRange(input.Slice.Count, 1, 4));
        Assert.Equal(3, _runs.Max(run => run.MostAtOnce));
    }

    [Fact]
    public async Task It_continues_as_new_after_some_pages_and_takes_along_what_it_knows()
    {
        ValidationResult result = await RunAsync(Input);

        Assert.Equal([3, 3, 1], _runs.Select(run => run.Calls.Count(call => call == "ListObjects")));
        Assert.Equal(
            [null, "after 0", "after 1", "after 2", "after 3", "after 4", "after 5"],
            _inputs.OfType<ListObjectsInput>().Select(input => input.After));
        Assert.Equal(Enumerable.Range(0, Pages), _inputs.OfType<ListObjectsInput>().Select(input => input.Page));
        ValidateStorageRootInput root = Assert.Single(_inputs.OfType<ValidateStorageRootInput>());
        Assert.Equal(
            (Pages, true, true, Pages * ObjectsOfAPage),
            (root.State.Pages, root.State.HasObjectsAtTop, root.State.HasObjectsBelow, (int)root.State.Counts.Valid));
        Assert.Single(_inputs.OfType<ListObjectsInput>().Select(input => input.Validation).Distinct());
        Assert.Equal(Pages, result.Errors + Pages);
    }

    [Fact]
    public async Task One_object_is_validated_without_the_root()
    {
        _answers["ListObjects"] = _ => new ListedObjects { Objects = 1, HasObjectsBelow = true };

        ValidationResult result = await RunAsync(Input with { Request = new ValidationRequest { ObjectId = "urn:x", Content = false } });

        Assert.Equal(["ListObjects", "ValidateObject"], Assert.Single(_runs).Calls);
        Assert.Null(result.RootOutcome);
        Assert.Equal(
            ("urn:x", "urn:x", false), (result.ObjectId, _inputs.OfType<ListObjectsInput>().Single().ObjectId, Slices().Single().Content));
    }

    [Fact]
    public async Task What_is_deferred_is_tried_alone_and_in_the_end_told_of()
    {
        _answers["ListObjects"] = _ => new ListedObjects { Objects = 3 };
        _answers["ValidateObject"] = input => (ValidateObjectInput)input! switch
        {
            { Try: ValidationTry.First } => new ValidatedObjects { Counts = Valid(1).Counts, Deferred = [0, 2] },
            { Slice.First: 0 } => Valid(1),
            { Try: ValidationTry.Again } => throw new ObjectBusyException("root", "busy"),
            _ => new ValidatedObjects { Counts = new ValidationCounts { Objects = 1, Unverified = 1, Warnings = 1 } },
        };

        ValidationResult result = await RunAsync(Input);

        Assert.Equal(
            [(0, 3, ValidationTry.First), (0, 1, ValidationTry.Again), (2, 1, ValidationTry.Again), (2, 1, ValidationTry.Last)],
            Slices().Select(input => (input.Slice.First, input.Slice.Count, input.Try)));
        Assert.Equal(
            (ValidationOutcome.Incomplete, 3, 2, 1), (result.Outcome, (int)result.Objects, (int)result.Valid, (int)result.Unverified));
    }

    [Theory]
    [InlineData("ListObjects")]
    [InlineData("ValidateStorageRoot")]
    public async Task What_of_the_root_cannot_be_looked_at_is_tried_again_and_in_the_end_reported(string activity)
    {
        Func<object?, object?> answer = _answers[activity];
        _answers[activity] = input => input is ListObjectsInput { Try: ValidationTry.Last }
            or ValidateStorageRootInput { Try: ValidationTry.Last }
            ? answer(input) switch
            {
                ListedObjects listed => listed with { Counts = new ValidationCounts { Unchecked = 1, RootUnchecked = 1 } },
                _ => new ValidatedObjects { Counts = new ValidationCounts { Unchecked = 1, RootUnchecked = 1 } },
            }
            : throw new StorageException("The folder is closed.");

        ValidationResult result = await RunAsync(Input);

        Assert.Equal((ValidationOutcome.Incomplete, ValidationOutcome.Incomplete), (result.Outcome, result.RootOutcome));
        Assert.Equal(Pages * ObjectsOfAPage, result.Valid);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, ValidationOutcome.Valid, ValidationOutcome.Valid)]
    [InlineData(1, 0, 0, 0, ValidationOutcome.Invalid, ValidationOutcome.Valid)]
    [InlineData(1, 1, 0, 0, ValidationOutcome.Invalid, ValidationOutcome.Invalid)]
    [InlineData(0, 0, 1, 0, ValidationOutcome.Incomplete, ValidationOutcome.Valid)]
    [InlineData(1, 1, 1, 1, ValidationOutcome.Incomplete, ValidationOutcome.Incomplete)]
    [InlineData(1, 1, 1, 0, ValidationOutcome.Incomplete, ValidationOutcome.Invalid)]
    public async Task The_root_itself_and_the_whole_are_told_apart_and_a_warning_is_logged_unless_all_is_valid(
        int errors, int rootErrors, int notChecked, int rootNotChecked, ValidationOutcome outcome, ValidationOutcome rootOutcome)
    {
        _answers["ValidateStorageRoot"] = _ => new ValidatedObjects
        {
            Counts = new ValidationCounts
            {
                Errors = errors,
                RootErrors = rootErrors,
                Unchecked = notChecked,
                RootUnchecked = rootNotChecked,
            },
        };

        ValidationResult result = await RunAsync(Input);

        Assert.Equal((outcome, rootOutcome), (result.Outcome, result.RootOutcome));
        IEnumerable<string> logged = _runs.SelectMany(run => run.Logs.Lines);
        if (outcome == ValidationOutcome.Valid)
        {
            Assert.Empty(logged);
        }
        else
        {
            string line = Assert.Single(logged);
            Assert.StartsWith(
                $"Warning: Validation instance has the outcome {outcome}: of {Pages * ObjectsOfAPage} objects",
                line,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ListObjects")]
    [InlineData("ValidateObject")]
    [InlineData("ValidateStorageRoot")]
    public async Task A_failure_ends_it_and_is_told(string activity)
    {
        _answers[activity] = _ => throw new StorageException("The work area is full.");

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(Input));

        Assert.Equal(activity, failure.TaskName);
        Assert.Equal(new UpdateError("Storage", "The work area is full.", activity), Statuses(_runs[^1])[^1].Error);
        Assert.Equal(0, _runs[^1].Running);
    }

    [Fact]
    public async Task A_failure_lets_nothing_new_begin()
    {
        _answers["ValidateObject"] = _ => throw new StorageException("The work area is full.");

        await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(Input));

        Assert.Equal(3, Slices().Count());
    }

    [Fact]
    public async Task Progress_grows_and_is_reported_when_a_part_starts_and_about_once_a_second()
    {
        await RunAsync(Input with { Settings = Settings with { PagesPerRun = 100 } });

        ValidationCustomStatus[] statuses = Statuses(Assert.Single(_runs));
        int activities = _runs[0].Calls.Count;
        Assert.InRange(statuses.Length, Pages, Pages + 2 + (activities / 10) + 1 + Slices().Count());
        Assert.Equal(statuses.Select(status => status.Progress.Objects).Order(), statuses.Select(status => status.Progress.Objects));
        Assert.All(
            statuses[..^4], status => Assert.True(status.Progress.Total is null || status.Progress.Listed == Pages * ObjectsOfAPage));
        Assert.Null(statuses[0].Progress.Total);
        Assert.Equal(
            (Pages * ObjectsOfAPage, Pages * ObjectsOfAPage), ((int)statuses[^1].Progress.Total!, (int)statuses[^1].Progress.Objects));
        Assert.All(statuses, status => Assert.Equal(statuses[0].StartedAt, status.StartedAt));
    }

    [Theory]
    [InlineData("null", "must have 'request' and 'settings'")]
    [InlineData("""{"request":{},"settings":{"window":0}}""", "'settings.window' is 0; it must be from 1 to 256")]
    [InlineData("""{"request":{},"settings":{"pagesPerRun":0}}""", "'settings.pagesPerRun' is 0")]
    [InlineData("""{"request":{"objectId":""},"settings":{}}""", "'request.objectId' is empty")]
    public async Task An_input_that_it_cannot_go_by_is_refused(string json, string message)
    {
        ValidationInput? input = EngineJson.Converter.Deserialize<ValidationInput>(json);

        InvalidValidationException refusal = await Assert.ThrowsAsync<InvalidValidationException>(() => RunAsync(input!));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_inputs);
    }

    private static ListedObjects List(ListObjectsInput input) => new()
    {
        Objects = ObjectsOfAPage,
        Next = input.Page == Pages - 1 ? null : $"after {input.Page}",
        HasObjectsAtTop = input.Page == 0,
        HasObjectsBelow = input.Page == 4,
    };

    private static ValidatedObjects Valid(int count) => new() { Counts = new ValidationCounts { Objects = count, Valid = count } };

    private static ValidationCustomStatus[] Statuses(FakeOrchestration run) =>
        [.. run.Statuses.Select(status => EngineJson.Converter.Deserialize<ValidationCustomStatus>(status)!)];

    private IEnumerable<ValidateObjectInput> Slices() => _inputs.OfType<ValidateObjectInput>();

    private async Task<ValidationResult> RunAsync(ValidationInput input)
    {
        while (true)
        {
            FakeOrchestration context = new((name, activityInput) =>
            {
                _inputs.Add(activityInput);
                return Task.FromResult(_answers[name](activityInput));
            });
            _runs.Add(context);
            ValidationInput current = input;
            if (await context.RunAsync(orchestration => ValidateObjects.RunAsync(orchestration, current)) is { } result)
            {
                return result;
            }

            // As an engine does, by its wire.
            input = EngineJson.Converter.Deserialize<ValidationInput>(
                EngineJson.Converter.Serialize(Assert.IsType<ValidationInput>(context.ContinuedWith)))!;
        }
    }
}
