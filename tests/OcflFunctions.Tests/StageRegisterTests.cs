using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Stages;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

/// <summary>Which update has a stage, when a stage ends, and how much one may hold.</summary>
public sealed class StageRegisterTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly OcflOptions _options = new() { Stages = { KeepFreeBytes = 0 } };
    private readonly TemporaryFolder _folder = new();
    private readonly WorkArea _work;
    private readonly StagePacks _packs;
    private readonly StageRegister _register;
    private UpdateLife _life = UpdateLife.Running;

    public StageRegisterTests()
    {
        _work = new WorkArea(new LocalStorage(new LocalStorageOptions { Path = _folder["work"], Flush = false }));
        _packs = new StagePacks(_work, Options.Create(_options), _time);
        _register = new StageRegister(_work, _packs, Options.Create(_options), _time);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"id\":")]
    [InlineData("")]
    public async Task A_damaged_record_is_a_failure_of_the_storage_that_names_the_file(string text)
    {
        await CreateAsync();
        string record = Assert.Single(Directory.EnumerateFiles(_folder["work"], "*.json", SearchOption.AllDirectories));
        await File.WriteAllTextAsync(record, text);

        StorageException failure = await Assert.ThrowsAnyAsync<StorageException>(() => _register.FindAsync(Id, LifeAsync, default));

        Assert.Contains(StoragePath.Combine(WorkArea.StageFolder(Id), Path.GetFileName(record)), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_that_cannot_be_read_does_not_keep_others_from_being_removed()
    {
        string damaged = Path.Combine(_folder["work"], WorkArea.StageFolder(Id.Replace('0', '1')));
        Directory.CreateDirectory(damaged);
        await File.WriteAllTextAsync(Path.Combine(damaged, "stage.json"), "{");
        string later = Id.Replace('0', '2');
        await _register.CreateAsync(later, ["sha512"], "client", default);
        _time.Advance(_options.Stages.Lifetime);
        CollectedLogs logs = new();

        await new SweepStages(_register, _work, _time, logs.CreateLogger<SweepStages>())
            .RunAsync(new TimerInfo(), new FakeClient(), default);

        Assert.False(await _register.HasRecordAsync(later, default));
        Assert.True(Directory.Exists(damaged));
        Assert.Equal(["Warning", "Information"], logs.Lines.Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Stages_are_listed_and_created_beside_a_damaged_one_which_is_named()
    {
        string damaged = Id.Replace('0', '1');
        string first = Path.Combine(_folder["work"], WorkArea.StageFolder(damaged));
        Directory.CreateDirectory(first);
        await File.WriteAllTextAsync(Path.Combine(first, "stage.json"), "{");
        await CreateAsync();
        StageFiles files = new(_work, new StageRoom(_work, _packs, Options.Create(_options), _time), _packs, _time);
        StagesApi api = new(_register, files, new StageAccess(_register), Options.Create(_options), _time);

        JsonNode whole = await ListAsync("");
        JsonNode page = await ListAsync("?top=1");
        JsonNode next = await ListAsync($"?top=1&continuation={page["continuation"]}");

        Assert.Equal(Id, whole["stages"]!.AsArray().Single()!["id"]!.ToString());
        Assert.Equal(damaged, whole["damaged"]!.AsArray().Single()!.ToString());
        Assert.Null(whole["continuation"]);
        Assert.Null(page["damaged"]);
        Assert.Equal(damaged, next["damaged"]!.AsArray().Single()!.ToString());
        Assert.Equal(
            201, (await api.CreateAsync(new DefaultHttpContext().Request, new FakeClient(), default) as IStatusCodeHttpResult)?.StatusCode);

        async Task<JsonNode> ListAsync(string query)
        {
            DefaultHttpContext context = new() { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
            context.Request.QueryString = new QueryString(query);
            context.Response.Body = new MemoryStream();
            await (await api.ListAsync(context.Request, new FakeClient(), default)).ExecuteAsync(context);
            context.Response.Body.Position = 0;
            return (await JsonNode.ParseAsync(context.Response.Body))!;
        }
    }

    [Fact]
    public async Task A_folder_that_an_interrupted_removal_left_without_files_is_removed()
    {
        string left = Path.Combine(_folder["work"], WorkArea.StageFolder(Id));
        Directory.CreateDirectory(Path.Combine(left, "content", "00"));
        Directory.CreateDirectory(Path.Combine(_folder["work"], WorkArea.StageFolder("no id")));

        await new SweepStages(_register, _work, _time, new CollectedLogs().CreateLogger<SweepStages>())
            .RunAsync(new TimerInfo(), new FakeClient(), default);

        Assert.False(Directory.Exists(left));
        Assert.Empty(await _work.Storage.ListAllAsync(WorkArea.Stages, recursive: false));
        await CreateAsync();
    }

    [Theory]
    [InlineData(UpdateLife.Running, 0, false)]
    [InlineData(UpdateLife.Running, 100, false)]
    [InlineData(UpdateLife.Ended, 0, true)]
    [InlineData(UpdateLife.Unknown, 0, false)]
    [InlineData(UpdateLife.Unknown, 2, true)]
    public async Task A_stage_is_taken_as_long_as_its_update_runs_or_is_about_to(UpdateLife life, int minutes, bool isOpen)
    {
        await CreateAsync();
        await _register.TakeAsync(Id, "first", LifeAsync, default);
        _life = life;
        _time.Advance(TimeSpan.FromMinutes(minutes));

        StageTakingResult second = await _register.TakeAsync(Id, "second", LifeAsync, default);

        Assert.Equal(isOpen ? null : "first", second.OtherHolder);
        _life = UpdateLife.Running;
        Assert.Equal(isOpen ? "second" : "first", (await _register.FindAsync(Id, LifeAsync, default))!.Holder);
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("taken")]
    [InlineData("released after it was taken")]
    [InlineData("extended")]
    [InlineData("expired")]
    [InlineData("removed")]
    public async Task A_stage_is_untouched_only_if_nothing_has_happened_to_it(string what, bool isUntouched = false)
    {
        await CreateAsync();
        StageState before = (await _register.FindAsync(Id, LifeAsync, default))!;
        switch (what)
        {
            case "taken" or "released after it was taken":
                await _register.TakeAsync(Id, "update", LifeAsync, default);
                break;
            case "extended":
                _time.Advance(_options.Stages.Lifetime / 2);
                await _register.ExtendAsync(before, default);
                break;
            case "expired":
                _time.Advance(_options.Stages.Lifetime);
                break;
            case "removed":
                Assert.True(await _register.TryRemoveAsync(before, default));
                break;
        }

        if (what == "released after it was taken")
        {
            await _register.ReleaseAsync(Id, "update", default);
        }

        Assert.Equal(isUntouched, await _register.IsUntouchedAsync(before, default));
    }

    [Fact]
    public async Task Of_many_updates_at_once_one_takes_a_stage_and_keeps_it()
    {
        await CreateAsync();

        StageTakingResult[] takings = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            number => Task.Run(() => _register.TakeAsync(Id, $"update{number}", LifeAsync, default))));

        string holder = (await _register.FindAsync(Id, LifeAsync, default))!.Holder!;
        Assert.Single(takings, taking => taking.OtherHolder is null);
        Assert.All(takings.Where(taking => taking.OtherHolder is not null), taking => Assert.Equal(holder, taking.OtherHolder));
        Assert.Null((await _register.TakeAsync(Id, holder, LifeAsync, default)).OtherHolder);
        await _register.EndAsync(Id, "another", default);
        Assert.NotNull(await _register.FindAsync(Id, LifeAsync, default));
        await _register.EndAsync(Id, holder, default);
        await _register.EndAsync(Id, holder, default);
        Assert.Null(await _register.FindAsync(Id, LifeAsync, default));
    }

    [Fact]
    public async Task A_stage_expires_after_its_last_upload_but_not_while_an_update_runs_from_it()
    {
        StageRecord stage = await CreateAsync();
        TimeSpan lifetime = _options.Stages.Lifetime;
        _time.Advance(lifetime / 2);
        await _register.ExtendAsync((await _register.FindAsync(Id, LifeAsync, default))!, default);
        _time.Advance(lifetime * 0.75);
        Assert.NotNull(await _register.FindAsync(Id, LifeAsync, default));
        await _register.TakeAsync(Id, "update", LifeAsync, default);
        _time.Advance(lifetime);
        Assert.False(await _register.RemoveExpiredAsync(Id, LifeAsync, default));

        _life = UpdateLife.Ended;

        Assert.Null(await _register.FindAsync(Id, LifeAsync, default));
        Assert.True(await _register.RemoveExpiredAsync(Id, LifeAsync, default));
        Assert.Empty(await _work.Storage.ListAllAsync(WorkArea.StageFolder(stage.Id), recursive: true));
    }

    [Theory]
    [InlineData("body-too-large", 101L)]
    [InlineData("stage-full", 60L, 60L, 60L, 60L)]
    [InlineData("stage-full", 1L, 1L, 1L, 1L, 1L)]
    public async Task A_file_that_has_no_room_is_refused_before_a_byte_is_read(string kind, params long[] lengths)
    {
        StageRecord stage = await CreateAsync();
        _options.Stages.MaxFileBytes = 100;
        _options.Stages.MaxBytes = 200;
        _options.Stages.MaxFiles = 4;
        StageFiles files = new(_work, new StageRoom(_work, _packs, Options.Create(_options), _time), _packs, _time);
        for (int number = 0; number < lengths.Length - 1; number++)
        {
            await PutAsync(files, stage, number, lengths[number]);
        }

        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(
            () => PutAsync(files, stage, lengths.Length, lengths[^1], announced: true));
        Assert.Equal(kind, refusal.Kind.Name);
        await Assert.ThrowsAsync<ProblemException>(() => PutAsync(files, stage, lengths.Length, lengths[^1]));
        if (lengths.Length > 1)
        {
            Assert.True(await files.RemoveAsync(Id, "0", () => Task.CompletedTask, default));
            await PutAsync(files, stage, lengths.Length, lengths[^1]);
        }
    }

    [Fact]
    public async Task A_volume_is_not_filled()
    {
        StageRecord stage = await CreateAsync();
        _options.Stages.KeepFreeBytes = long.MaxValue / 2;
        StageFiles files = new(_work, new StageRoom(_work, _packs, Options.Create(_options), _time), _packs, _time);

        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(() => PutAsync(files, stage, 0, 1));

        Assert.Equal("storage-full", refusal.Kind.Name);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<(StageFileRecord File, StageFileChange Change)> PutAsync(
        StageFiles files, StageRecord stage, int number, long length, bool announced = false) => files.PutAsync(
            stage,
            new StageFileUpload(
                $"{number}",
                announced ? length : null,
                new Dictionary<string, string>(StringComparer.Ordinal),
                MustBeNew: true,
                place => announced
                    ? throw new InvalidOperationException("The body was opened.")
                    : new UploadBody(new MemoryStream(new byte[length]), read => place.Write(read))),
            () => Task.CompletedTask,
            default);

    private async Task<StageRecord> CreateAsync() => (await _register.CreateAsync(Id, ["sha512"], "client", default)).Stage;

    private Task<UpdateLife> LifeAsync(string updateId, CancellationToken cancellationToken) =>
        Task.FromResult(updateId == "first" || _life == UpdateLife.Ended ? _life : UpdateLife.Running);
}
