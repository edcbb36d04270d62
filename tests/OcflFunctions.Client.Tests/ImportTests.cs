using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>Imports by the client against the real service.</summary>
[Trait("Category", "Slow")]
public sealed class ImportTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly RunningService _service = new();

    private OcflFunctionsClient Client => _service.Client;

    public Task InitializeAsync() => _service.InitializeAsync();

    [Fact]
    public async Task An_import_is_started_once_followed_and_its_report_is_read()
    {
        // Not objects, but as near to them as it takes to be reported.
        string source = _service.AddSource(Enumerable.Range(0, 3).ToDictionary(
            number => $"object-{number}/0=ocfl_object_1.1", _ => "ocfl_object_1.1\n", StringComparer.Ordinal));

        ImportRequest request = new() { Source = new ImportSource { Directory = source } };
        StartedImport started = await Client.StartImportAsync(request, "key");
        List<Import> polled = [];
        Import import = await Client.WaitForImportAsync(started.Id, new Recorder<Import>(polled)).WaitAsync(Deadline);

        Assert.Equal(
            (ImportStatus.Completed, ImportOutcome.Incomplete, 3L), (import.Status, import.Result!.Outcome, import.Result.Invalid));
        Assert.Equal(polled[^1].Id, import.Id);
        Assert.Equal(started.Id, (await Client.StartImportAsync(request, "key")).Id);
        Assert.Equal(started.Id, (await Client.GetImportAsync(started.Id)).Id);
        Assert.Equal(
            ["object-0", "object-1", "object-2"],
            (await Client.ListImportedObjectsAsync(started.Id, pageSize: 2).ToListAsync()).Select(done => done.SourcePath));
        Assert.Equal(
            ["object-0", "object-1", "object-2"],
            (await Client.ListImportFindingsAsync(started.Id, pageSize: 1).ToListAsync())
                .Where(finding => finding.Code == "E063")
                .Select(finding => finding.ObjectRoot));
        List<ImportEvent> events = await Client.WatchImportAsync(started.Id).ToListAsync().AsTask().WaitAsync(Deadline);
        Assert.Equal(
            (ImportStatus.Completed, 3L, started.Id),
            (events[0].Status!.Status, events[1].Progress!.Invalid, events[2].End!.Id));
        Assert.Empty(await Client.WatchImportAsync(started.Id, events[2].Id).ToListAsync().AsTask().WaitAsync(Deadline));
        Assert.EndsWith("/events", started.Links.Events, StringComparison.Ordinal);
        ImportFilter completed = new() { Statuses = [ImportStatus.Completed], PageSize = 1 };
        Assert.Equal(started.Id, (await Client.ListImportsAsync(completed).ToListAsync()).Single().Id);
        foreach (Func<Task> command in (Func<Task>[])[
            () => Client.CancelImportAsync(started.Id),
            () => Client.SuspendImportAsync(started.Id),
            () => Client.ResumeImportAsync(started.Id)])
        {
            OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(command);
            Assert.Equal((HttpStatusCode.Conflict, "wrong-state"), (refusal.Status, refusal.Kind));
        }

        OcflFunctionsException missing = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client.GetImportAsync("none"));
        Assert.Equal((HttpStatusCode.NotFound, "import-not-found"), (missing.Status, missing.Kind));
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    public void Dispose() => _service.Dispose();

    private sealed class Recorder<T>(List<T> values) : IProgress<T>
    {
        public void Report(T value) => values.Add(value);
    }
}
