using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
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

/// <summary>What crashes, other writers and removals do to stages and uploads.</summary>
public sealed class StageFaultTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly OcflOptions _options = new() { Stages = { KeepFreeBytes = 0 } };
    private readonly TemporaryFolder _folder = new();
    private readonly WorkArea _work;
    private readonly StagePacks _packs;
    private readonly StageRegister _register;
    private readonly StageFiles _files;

    public StageFaultTests()
    {
        _work = new WorkArea(new LocalStorage(new LocalStorageOptions { Path = _folder["work"], Flush = false }));
        _packs = new StagePacks(_work, Options.Create(_options), _time);
        _register = new StageRegister(_work, _packs, Options.Create(_options), _time);
        _files = new StageFiles(_work, Room(), _packs, _time);
    }

    [Theory]
    [InlineData("size", false)]
    [InlineData("sha512", true)]
    [InlineData("md5", true)]
    public void A_stage_has_algorithms_that_tell_content_apart(string algorithm, bool isKnown)
    {
        using JsonDocument body = JsonDocument.Parse($$"""{"digestAlgorithms":["{{algorithm}}"]}""");

        if (isKnown)
        {
            Assert.Equal([algorithm], StageRequestReader.Read(body.RootElement).DigestAlgorithms!);
        }
        else
        {
            ProblemException refusal = Assert.Throws<ProblemException>(() => StageRequestReader.Read(body.RootElement));
            Assert.Equal(ProblemKind.UnknownDigestAlgorithm, refusal.Kind);
        }
    }

    [Theory]
    [InlineData("size", false)]
    [InlineData("md5", false)]
    [InlineData("sha256", true)]
    public void Content_is_the_same_only_by_an_algorithm_for_inventories(string algorithm, bool isSame)
    {
        StageFileRecord file = new("a", 1, new Dictionary<string, string> { [algorithm] = "1" }, _time.GetUtcNow(), "c", "e");

        Assert.Equal(isSame, file.HasSameContent(file with { Content = "other" }));
    }

    [Fact]
    public async Task A_file_that_an_update_may_have_listed_keeps_its_content_when_it_is_refused()
    {
        StageRecord stage = await CreateAsync();
        StageFileRecord? listed = null;

        await Assert.ThrowsAsync<ProblemException>(() => _files.PutAsync(stage, Upload("a", "content"), ListAndRefuseAsync, default));

        Assert.NotNull(await _work.Storage.GetFileAsync(listed!.Content));
        Assert.Null(await _files.FindAsync(Id, "a", default));

        async Task ListAndRefuseAsync()
        {
            listed = await _files.FindAsync(Id, "a", default);
            throw StageAccess.Taken(Id, "update");
        }
    }

    [Fact]
    public async Task Two_uploads_that_are_refused_leave_no_record_without_content()
    {
        StageRecord stage = await CreateAsync();

        await Assert.ThrowsAsync<ProblemException>(() => _files.PutAsync(stage, Upload("a", "first"), OtherAndRefuseAsync, default));

        Assert.All(
            await _files.ListAsync(Id, after: null, default).ToListAsync(),
            file => Assert.True(File.Exists(Path.Combine(_folder["work"], file.Content))));

        // Another one replaces the record of the first one, and puts it back.
        async Task OtherAndRefuseAsync()
        {
            await Assert.ThrowsAsync<ProblemException>(() => _files.PutAsync(stage, Upload("a", "second"), RefuseAsync, default));
            throw StageAccess.Taken(Id, "update");
        }
    }

    [Fact]
    public async Task A_stage_of_the_same_key_is_not_created_before_the_old_one_is_removed()
    {
        StageRecord stage = await CreateAsync();
        await _files.PutAsync(stage, Upload("a", "old"), OpenAsync, default);
        StageState state = (await _register.FindAsync(Id, LifeAsync, default))!;
        await _work.TryWriteAsync(
            Record(),
            stage with { RemovingSince = _time.GetUtcNow() },
            StorageCondition.IfMatch(state.ETag),
            StageJson.Default.StageRecord,
            default);

        Assert.Null(await _register.FindAsync(Id, LifeAsync, default));
        Assert.Null((await _register.TakeAsync(Id, "update", LifeAsync, default)).Stage);
        Assert.Equal(ProblemKind.StageChanged, (await Assert.ThrowsAsync<ProblemException>(CreateAsync)).Kind);
        Assert.False(await _register.RemoveExpiredAsync(Id, LifeAsync, default));
        _time.Advance(StageRegister.RemovalTime);
        Assert.True(await _register.RemoveExpiredAsync(Id, LifeAsync, default));
        Assert.Empty(await _work.Storage.ListAllAsync(WorkArea.StageFolder(Id), recursive: true));
        await CreateAsync();
    }

    [Fact]
    public async Task What_a_stage_without_a_record_left_is_removed_but_not_a_new_stage()
    {
        await _work.Storage.PutAsync(WorkArea.StageFolder(Id) + "/content/00/1", "late");
        await CreateAsync();
        await _register.RemoveAbandonedAsync(Id, default);
        Assert.NotNull(await _register.FindAsync(Id, LifeAsync, default));
        await _work.Storage.DeleteAsync(Record());

        await _register.RemoveAbandonedAsync(Id, default);

        Assert.Empty(await _work.Storage.ListAllAsync(WorkArea.StageFolder(Id), recursive: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("content")]
    public async Task An_upload_that_is_finished_again_does_not_bring_back_a_file_that_was_replaced(string text)
    {
        StageRecord stage = await CreateAsync();
        StageUploads uploads = Uploads();
        UploadRecord upload = await uploads.CreateAsync(stage, "a", text.Length, Nothing, "path YQ==", default);
        string path = WorkArea.StageFolder(Id) + $"/uploads/{upload.Id}.json";
        upload = await uploads.AppendAsync(Id, upload.Id, Part(0, text), OpenAsync, default);
        Assert.True(upload.IsFinished);
        await RewriteAsync(path, upload with { IsFinished = false });
        await _files.PutAsync(stage, Upload("a", "new"), OpenAsync, default);

        Assert.True((await uploads.FindAsync(Id, upload.Id, OpenAsync, default))!.IsFinished);

        StageFileRecord file = (await _files.FindAsync(Id, "a", default))!;
        Assert.Equal("new", await _work.Storage.GetAsync(file.Content));
    }

    [Fact]
    public async Task A_writer_on_another_host_ends_the_one_before()
    {
        StageRecord stage = await CreateAsync();
        StageUploads first = Uploads();
        StageUploads second = Uploads();
        UploadRecord upload = await first.CreateAsync(stage, "a", 6, Nothing, "path YQ==", default);

        // While the first host reads the part, the second one begins another, and finds the content in use.
        UploadPart part = new(0, 6, Checksum: null, _ => new HookedStream("abcdef", async () =>
        {
            ProblemException busy = await Assert.ThrowsAsync<ProblemException>(
                () => second.AppendAsync(Id, upload.Id, Part(0, "ABC"), OpenAsync, default));
            Assert.Equal(ProblemKind.UploadLocked, busy.Kind);
        }));
        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(
            () => first.AppendAsync(Id, upload.Id, part, OpenAsync, default));

        Assert.Equal(ProblemKind.StageChanged, refusal.Kind);
        Assert.Null(await _files.FindAsync(Id, "a", default));
        Assert.Equal(3, (await second.AppendAsync(Id, upload.Id, Part(0, "ABC"), OpenAsync, default)).Offset);
        Assert.True((await first.AppendAsync(Id, upload.Id, Part(3, "DEF"), OpenAsync, default)).IsFinished);
        Assert.Equal("ABCDEF", await _work.Storage.GetAsync((await _files.FindAsync(Id, "a", default))!.Content));
    }

    [Fact]
    public async Task A_part_without_a_length_is_refused_when_nothing_is_missing()
    {
        StageRecord stage = await CreateAsync();
        StageUploads uploads = Uploads();
        UploadRecord upload = await uploads.CreateAsync(stage, "a", 3, Nothing, "path YQ==", default);
        await uploads.AppendAsync(Id, upload.Id, Part(0, "abc"), OpenAsync, default);

        await uploads.AppendAsync(Id, upload.Id, Part(3, "") with { Length = null }, OpenAsync, default);
        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(
            () => uploads.AppendAsync(Id, upload.Id, Part(3, "d") with { Length = null }, OpenAsync, default));

        Assert.Equal(ProblemKind.BodyTooLarge, refusal.Kind);
    }

    [Fact]
    public async Task A_last_part_without_bytes_needs_no_room()
    {
        StageRecord stage = await CreateAsync();
        StageUploads uploads = Uploads();
        UploadRecord upload = await uploads.CreateAsync(stage, "a", 3, Nothing, "path YQ==", default);
        await uploads.AppendAsync(Id, upload.Id, Part(0, "abc"), OpenAsync, default);
        _options.Stages.KeepFreeBytes = long.MaxValue / 2;

        upload = await uploads.AppendAsync(Id, upload.Id, Part(3, "") with { Length = null }, OpenAsync, default);

        Assert.True(upload.IsFinished);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uploads_count_as_files_from_their_creation_to_their_end(bool isCountedAgain)
    {
        _options.Stages.MaxFiles = 2;
        StageRecord stage = await CreateAsync();
        StageUploads uploads = Uploads();
        UploadRecord first = await CreateUploadAsync("a");
        UploadRecord second = await CreateUploadAsync("b");
        Advance();
        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(() => CreateUploadAsync("c"));
        Assert.Equal(ProblemKind.StageFull, refusal.Kind);
        Assert.True((await uploads.AppendAsync(Id, first.Id, Part(0, "abc"), OpenAsync, default)).IsFinished);
        Assert.Equal(1, (await uploads.AppendAsync(Id, second.Id, Part(0, "a"), OpenAsync, default)).Offset);
        Advance();
        await Assert.ThrowsAsync<ProblemException>(() => CreateUploadAsync("c"));

        await uploads.RemoveAsync(Id, second.Id, default);

        Advance();
        UploadRecord third = await CreateUploadAsync("c");
        await Assert.ThrowsAsync<ProblemException>(() => CreateUploadAsync("d"));
        await uploads.RemoveAsync(Id, third.Id, default);
        await CreateUploadAsync("d");

        Task<UploadRecord> CreateUploadAsync(string path) => uploads.CreateAsync(stage, path, 3, Nothing, "path YQ==", default);

        void Advance() => _time.Advance(isCountedAgain ? TimeSpan.FromMinutes(2) : TimeSpan.Zero);
    }

    [Fact]
    public async Task A_stage_does_not_expire_while_a_long_upload_runs()
    {
        StageRecord stage = await CreateAsync();
        StageUploads uploads = Uploads();
        UploadRecord upload = await uploads.CreateAsync(stage, "a", 6, Nothing, "path YQ==", default);

        await uploads.AppendAsync(
            Id, upload.Id, new UploadPart(0, 6, Checksum: null, _ => new HookedStream("abcdef", AdvanceAsync)), OpenAsync, default);

        Assert.NotNull(await _register.FindAsync(Id, LifeAsync, default));

        Task AdvanceAsync()
        {
            _time.Advance(_options.Stages.Lifetime / 4);
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData("path YQ==, \u00e4 YQ==")]
    [InlineData("path YQ==, a\tb YQ==")]
    [InlineData("path YQ==, a YQ\t==")]
    public void Metadata_that_cannot_be_sent_back_are_refused(string metadata)
    {
        DefaultHttpContext context = new();
        context.Request.Headers[Tus.UploadMetadata] = metadata;

        Assert.Equal(ProblemKind.InvalidHeader, Assert.Throws<ProblemException>(() => Tus.ReadPath(context.Request)).Kind);
    }

    [Fact]
    public async Task A_client_has_so_many_stages_and_only_its_own_and_those_that_have_not_ended_count()
    {
        _options.Stages.MaxStagesPerClient = 2;
        StagesApi api = new(_register, _files, new StageAccess(_register), Options.Create(_options), _time);
        await _register.CreateAsync(Id, ["sha512"], "10.0.0.2", default);
        DefaultHttpContext context = new() { Connection = { RemoteIpAddress = new([10, 0, 0, 1]) } };

        Assert.Equal(201, await StatusAsync());
        Assert.Equal(201, await StatusAsync());
        Assert.Equal(429, await StatusAsync());
        _time.Advance(_options.Stages.Lifetime);
        Assert.Equal(201, await StatusAsync());

        async Task<int?> StatusAsync() =>
            (await api.CreateAsync(context.Request, new FakeClient(), default) as IStatusCodeHttpResult)?.StatusCode;
    }

    public void Dispose() => _folder.Dispose();

    private StageRoom Room() => new(_work, _packs, Options.Create(_options), _time);

    /// <summary>The uploads of a host.</summary>
    private StageUploads Uploads() => new(_work, Room(), _files, _register, _time);

    private async Task<StageRecord> CreateAsync() => (await _register.CreateAsync(Id, ["sha512"], "client", default)).Stage;

    private async Task RewriteAsync(string path, UploadRecord upload)
    {
        string etag = (await _work.Storage.GetFileAsync(path))!.ETag;
        Assert.NotNull(await _work.TryWriteAsync(
            path, upload, StorageCondition.IfMatch(etag), StageJson.Default.UploadRecord, default));
    }

    private static string Record() => WorkArea.StageFolder(Id) + "/stage.json";

    private static StageFileUpload Upload(string path, string text) => new(
        path, Length: null, Nothing, MustBeNew: false, _ => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static UploadPart Part(long offset, string text) =>
        new(offset, text.Length, Checksum: null, _ => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static Task OpenAsync() => Task.CompletedTask;

    private static Task RefuseAsync() => throw StageAccess.Taken(Id, "update");

    private static Task<UpdateLife> LifeAsync(string updateId, CancellationToken cancellationToken) => Task.FromResult(UpdateLife.Running);

    /// <summary>A text that arrives byte by byte, and something that happens before each of them but the first.</summary>
    private sealed class HookedStream(string text, Func<Task> beforeAsync) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position is > 0 and < 6)
            {
                await beforeAsync();
            }

            return await base.ReadAsync(buffer[..1], cancellationToken);
        }
    }
}
