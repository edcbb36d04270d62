using Ocfl.Findings;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Storage;
using OcflFunctions.Validations;
using Finding = Ocfl.Findings.Finding;

namespace OcflFunctions.Tests;

public sealed class ValidationStoreTests
{
    private const string Part = "0000000-0000000-0000001";
    private static readonly ValidationIdentity Validation = new("id", DateTimeOffset.UnixEpoch);

    private readonly MemoryStorage _storage = new();
    private readonly ValidationStore _store;

    public ValidationStoreTests() => _store = new ValidationStore(new WorkArea(_storage), TimeProvider.System);

    [Fact]
    public async Task Of_two_runs_at_once_one_counts_and_the_other_leaves_nothing()
    {
        await using FindingsWriter first = await FindAsync("first");
        await using FindingsWriter second = await FindAsync("second");

        (ValidationPart kept, bool isFirst) = await _store.PublishAsync(
            Validation, Part, new ValidationPart { Validated = new ValidatedObjects() }, first, default);
        (ValidationPart found, bool isSecondFirst) = await _store.PublishAsync(
            Validation, Part, new ValidationPart { Validated = new ValidatedObjects { Deferred = [1] } }, second, default);

        Assert.Equal((true, false), (isFirst, isSecondFirst));
        Assert.Equal((kept.Findings, 0), (found.Findings, found.Validated!.Deferred.Count));
        Assert.Equal("first", Assert.Single((await _store.ReadFindingsAsync(Validation, null, 10, default)).Findings).Message);
        Assert.Equal(2, (await _storage.ListAllAsync("", recursive: true)).Count);
    }

    [Fact]
    public async Task Findings_that_are_not_complete_are_no_file()
    {
        await using (FindingsWriter writer = await FindAsync("half"))
        {
            Assert.NotNull(writer.Path);
        }

        await using (FindingsWriter nothing = _store.CreateFindings(Validation, Part))
        {
            await _store.PublishAsync(Validation, Part, new ValidationPart(), nothing, default);
        }

        Assert.Single(await _storage.ListAllAsync("", recursive: true));
    }

    [Fact]
    public async Task A_work_area_that_fails_fails_the_run()
    {
        ValidationStore store = new(new WorkArea(new FaultyStorage(_storage, new Faults { DieAt = 1 })), TimeProvider.System);
        await using FindingsWriter writer = store.CreateFindings(Validation, Part);
        Finding finding = new("E001", FindingSeverity.Error, new string('x', 10_000), new FindingLocation("a"));

        await Assert.ThrowsAsync<CrashException>(async () =>
        {
            // More than waits in between.
            for (int i = 0; i < 100; i++)
            {
                await writer.AddAsync(finding, "root", "id", default);
            }

            await writer.CompleteAsync();
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_report_is_read_from_anywhere_whatever_the_text(int top)
    {
        string[] messages = ["ä\u2028 \"quoted\"\r\nline", "", "\ud83d\ude00", "plain", "last"];
        await using FindingsWriter writer = await FindAsync(messages);
        await _store.PublishAsync(Validation, Part, new ValidationPart(), writer, default);
        List<string> read = [];
        FindingsPosition? next = null;
        do
        {
            (IReadOnlyList<Contracts.Finding> findings, next) = await _store.ReadFindingsAsync(Validation, next, top, default);
            read.AddRange(findings.Select(finding => finding.Message));
        }
        while (next is not null);

        Assert.Equal(messages, read);
    }

    private async Task<FindingsWriter> FindAsync(params string[] messages)
    {
        FindingsWriter writer = _store.CreateFindings(Validation, Part);
        foreach (string message in messages)
        {
            await writer.AddAsync(new("E001", FindingSeverity.Error, message, new FindingLocation("a", "/b", "v1")), "root", "id", default);
        }

        return writer;
    }
}
