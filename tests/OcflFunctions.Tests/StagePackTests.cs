using System.Text;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Stages;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

/// <summary>Small files of stages share files, and nobody can tell.</summary>
public sealed class StagePackTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private const int Small = 100;
    private static readonly StageRecord Stage = new(
        Id, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, ["sha512"], Client: "client");

    private readonly TemporaryFolder _folder = new();
    private readonly OcflOptions _options = new() { Stages = { KeepFreeBytes = 0, PackBytes = Small } };
    private Action<string>? _flushing;
    private Service _service;

    public StagePackTests() => _service = Start();

    private string Packs => Path.Combine(_folder["work"], PackFile.FolderOf(Id));

    [Fact]
    public async Task Uploads_at_the_same_time_share_a_file_and_each_is_found()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(number => $"folder {number % 7}/file-{number}")];

        await Task.WhenAll(names.Select(name => Task.Run(() => PutAsync(name, "content of " + name))));

        Assert.Single(Directory.EnumerateFiles(Packs));
        Assert.Equal([Packs], Directory.EnumerateDirectories(Path.Combine(_folder["work"], WorkArea.StageFolder(Id))));
        await RequireAsync(names.ToDictionary(name => name, name => "content of " + name, StringComparer.Ordinal));
        await RestartAsync();
        await RequireAsync(names.ToDictionary(name => name, name => "content of " + name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_sequence_has_the_result_that_files_of_their_own_would_have(int seed)
    {
        Random random = new(seed);
        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        for (int step = 0; step < 400; step++)
        {
            string path = "file-" + random.Next(12);
            string text = new((char)('a' + random.Next(3)), random.Next(4) == 0 ? Small + 1 : random.Next(Small));
            bool isClosed = random.Next(10) == 0;
            bool mustBeNew = random.Next(5) == 0;
            expected.TryGetValue(path, out string? present);
            switch (random.Next(12))
            {
                case 0:
                    await RestartAsync();
                    break;
                case 1:
                    await RequireAsync(expected);
                    break;
                case 2 or 3 when isClosed && present is not null:
                    await Assert.ThrowsAsync<ProblemException>(() => _service.Files.RemoveAsync(Id, path, RefuseAsync, default));
                    break;
                case 2 or 3:
                    Assert.Equal(expected.Remove(path), await _service.Files.RemoveAsync(Id, path, OpenAsync, default));
                    break;
                case var _ when mustBeNew && present is not null:
                    Assert.Equal(
                        ProblemKind.FileExists,
                        (await Assert.ThrowsAsync<ProblemException>(() => PutAsync(path, text, mustBeNew))).Kind);
                    break;
                case var _ when isClosed && present != text:
                    Assert.Equal(
                        ProblemKind.StageTaken,
                        (await Assert.ThrowsAsync<ProblemException>(() => PutAsync(path, text, mustBeNew, RefuseAsync))).Kind);
                    break;
                default:
                    Assert.Equal(
                        present is null ? StageFileChange.Added : present == text ? StageFileChange.None : StageFileChange.Replaced,
                        await PutAsync(path, text, mustBeNew));
                    expected[path] = text;
                    break;
            }

            Assert.Equal(expected.ContainsKey(path), await _service.Files.FindAsync(Id, path, default) is not null);
        }

        await RequireAsync(expected);
    }

    [Fact]
    public async Task What_a_crash_left_at_the_end_of_a_pack_does_not_count_and_all_before_it_does()
    {
        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        List<long> ends = [];
        for (int number = 0; number < 3; number++)
        {
            await PutAsync($"file-{number}", $"content {number}");
            ends.Add(new FileInfo(Assert.Single(Directory.EnumerateFiles(Packs))).Length);
            expected[$"file-{number}"] = $"content {number}";
        }

        await _service.Packs.DisposeAsync();
        string pack = Assert.Single(Directory.EnumerateFiles(Packs));
        byte[] whole = await File.ReadAllBytesAsync(pack);
        expected.Remove("file-2");

        // Each length that the last group can have, and each of its bytes that the disk can have lost.
        for (long length = ends[1]; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(pack, whole[..(int)length]);
            await RestartAsync();
            await RequireAsync(expected);
            await File.WriteAllBytesAsync(pack, [.. whole[..(int)length], (byte)~whole[length], .. whole[(int)(length + 1)..]]);
            await RestartAsync();
            await RequireAsync(expected);
        }

        await PutAsync("file-2", "other");
        expected["file-2"] = "other";
        await RestartAsync();
        await RequireAsync(expected);
    }

    [Fact]
    public async Task Of_several_uploads_of_a_new_path_at_the_same_time_one_is_added()
    {
        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        for (int round = 0; round < 50; round++)
        {
            string path = $"file-{round}";
            string[] texts = [.. Enumerable.Range(0, 8).Select(number => new string((char)('a' + number), number == 3 ? Small + 1 : 5))];
            TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<Exception?>[] uploads = [.. texts.Select(async Task<Exception?> (text) =>
            {
                await start.Task;
                await Task.Yield();
                return await Record.ExceptionAsync(() => PutAsync(path, text, mustBeNew: true));
            })];
            start.SetResult();
            Exception?[] results = await Task.WhenAll(uploads);

            expected[path] = Assert.Single(texts.Zip(results), each => each.Second is null).First;
            Assert.All(results.OfType<Exception>(), refusal => Assert.Equal(
                ProblemKind.FileExists, Assert.IsType<ProblemException>(refusal).Kind));
        }

        await RequireAsync(expected);
    }

    [Fact]
    public async Task A_file_is_flushed_before_the_answer_and_what_another_process_left_before_it_counts()
    {
        List<string> flushed = [];
        _flushing = flushed.Add;

        for (int number = 0; number < 3; number++)
        {
            await PutAsync($"file-{number}", "1");

            Assert.Contains(Assert.Single(Directory.EnumerateFiles(Packs)), flushed);
            Assert.True(number > 0 || flushed.Contains(Packs));
            flushed.Clear();
        }

        await RestartAsync();
        Assert.NotNull(await _service.Files.FindAsync(Id, "file-2", default));
        Assert.Contains(Assert.Single(Directory.EnumerateFiles(Packs)), flushed);
    }

    [Fact]
    public async Task A_failure_of_the_disk_is_reported_to_all_that_wait_and_what_was_answered_stays()
    {
        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        int flushes = 0;
        int failures = 0;
        HashSet<int> failing = [2, 3, 4, 9, 20, 21, 50, 90, 91, 92];
        _flushing = path =>
        {
            if (path.StartsWith(Packs, StringComparison.Ordinal) && failing.Contains(Interlocked.Increment(ref flushes)))
            {
                throw new IOException("No space left on device");
            }
        };
        for (int round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
            {
                string name = $"file-{round}-{number}";
                for (int attempt = 0; ; attempt++)
                {
                    if (await Record.ExceptionAsync(() => PutAsync(name, name + attempt)) is { } failure)
                    {
                        Assert.IsAssignableFrom<StorageException>(failure);
                        Interlocked.Increment(ref failures);
                        continue;
                    }

                    lock (expected)
                    {
                        expected[name] = name + attempt;
                    }

                    break;
                }
            })));
        }

        _flushing = null;
        Assert.NotEqual(0, failures);
        await RequireAsync(expected);
        await RestartAsync();
        await RequireAsync(expected);
    }

    [Fact]
    public async Task Without_a_length_for_packs_there_are_none()
    {
        _options.Stages.PackBytes = 0;

        await PutAsync("empty", "");
        await PutAsync("small", "1");

        Assert.False(Directory.Exists(Packs));
    }

    [Fact]
    public async Task A_pack_that_is_damaged_before_its_end_is_reported()
    {
        _options.Stages.PackBytes = 1 << 20;
        for (int number = 0; number < 6; number++)
        {
            await PutAsync($"file-{number}", new string('a', 1 << 20));
        }

        await _service.Packs.DisposeAsync();
        string pack = Assert.Single(Directory.EnumerateFiles(Packs));
        await using (FileStream file = new(pack, FileMode.Open))
        {
            file.WriteByte(0xff);
        }

        await RestartAsync();

        StorageException failure = await Assert.ThrowsAnyAsync<StorageException>(() => _service.Files.FindAsync(Id, "file-5", default));
        Assert.Contains(Path.GetFileName(pack), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_of_the_same_id_has_none_of_the_files_of_the_one_before()
    {
        StageRegister register = new(_service.Work, _service.Packs, Options.Create(_options), TimeProvider.System);
        (StageRecord stage, _) = await register.CreateAsync(Id, ["sha512"], "client", default);
        await PutAsync("old", "old");
        StageState state = (await register.FindAsync(Id, (_, _) => throw new InvalidOperationException(), default))!;

        Assert.True(await register.TryRemoveAsync(state, default));

        Assert.Empty(await _service.Work.Storage.ListAllAsync(WorkArea.StageFolder(Id), recursive: true));
        await register.CreateAsync(Id, ["sha512"], "client", default);
        Assert.Empty(await _service.Files.ListAsync(Id, after: null, default).ToListAsync());
        await PutAsync("new", "new");
        await RequireAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["new"] = "new" });
    }

    [Fact]
    public async Task Packed_files_count_against_the_limits_of_the_stage()
    {
        _options.Stages.MaxFiles = 2;
        await PutAsync("a", "1");
        await PutAsync("b", "2");
        await RestartAsync();

        Assert.Equal(ProblemKind.StageFull, (await Assert.ThrowsAsync<ProblemException>(() => PutAsync("c", "3"))).Kind);
    }

    [Fact]
    public async Task Many_stages_are_used_in_turn()
    {
        for (int round = 0; round < 2; round++)
        {
            for (int number = 0; number < 600; number++)
            {
                StageRecord stage = Stage with { Id = number.ToString("x32", null) };
                await _service.Files.PutAsync(stage, Upload($"file-{round}", "1", mustBeNew: false), OpenAsync, default);
                Assert.Equal(round + 1, await _service.Files.ListAsync(stage.Id, after: null, default).CountAsync());
            }
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.Packs.DisposeAsync();
        _folder.Dispose();
    }

    private static Task OpenAsync() => Task.CompletedTask;

    private static Task RefuseAsync() => throw StageAccess.Taken(Id, "update");

    private static StageFileUpload Upload(string path, string text, bool mustBeNew)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new StageFileUpload(
            path, bytes.Length, new Dictionary<string, string>(StringComparer.Ordinal), mustBeNew, _ => new MemoryStream(bytes));
    }

    private async Task<StageFileChange> PutAsync(string path, string text, bool mustBeNew = false, Func<Task>? isOpenAsync = null) =>
        (await _service.Files.PutAsync(Stage, Upload(path, text, mustBeNew), isOpenAsync ?? OpenAsync, default)).Change;

    private async Task RequireAsync(Dictionary<string, string> expected)
    {
        List<StageFileRecord> listed = await _service.Files.ListAsync(Id, after: null, default).ToListAsync();
        Assert.Equal(expected.Keys.OrderBy(StageFiles.PositionOf, StringComparer.Ordinal), listed.Select(file => file.Path));
        foreach (StageFileRecord file in listed)
        {
            Assert.Equal(expected[file.Path], await ReadAsync(file));
        }

        for (int at = 0; at < listed.Count; at += 5)
        {
            Assert.Equal(
                listed.Skip(at + 1).Select(file => file.Path),
                await _service.Files.ListAsync(Id, StageFiles.PositionOf(listed[at].Path), default)
                    .Select(file => file.Path)
                    .ToListAsync());
        }
    }

    // As an update reads it.
    private async Task<string> ReadAsync(StageFileRecord file)
    {
        StageStorage storage = new(Id, _service.Files, _service.Work);
        await using StorageReader reader = await storage.OpenReadAsync(file.Path, new StorageReadOptions { IfMatch = file.ETag });
        using StreamReader text = new(reader.Content);
        Assert.Equal(file.Length, reader.File.Length);
        return await text.ReadToEndAsync();
    }

    private Service Start()
    {
        WorkArea work = new(new LocalStorage(new LocalStorageOptions
        {
            Path = _folder["work"],
            Flushing = path => _flushing?.Invoke(path),
        }));
        IOptions<OcflOptions> options = Options.Create(_options);
        StagePacks packs = new(work, options, TimeProvider.System);
        StageFiles files = new(work, new StageRoom(work, packs, options, TimeProvider.System), packs, TimeProvider.System);
        return new Service(work, packs, files);
    }

    private async Task RestartAsync()
    {
        await _service.Packs.DisposeAsync();
        _service = Start();
    }

    private sealed record Service(WorkArea Work, StagePacks Packs, StageFiles Files);
}
