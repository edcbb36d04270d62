using System.Collections.Concurrent;
using Ocfl.Objects;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>An update that is stopped continues where it was: what is staged is not read again.</summary>
public sealed class ContinuedUpdateTests : IDisposable
{
    private const int Files = 12;
    private const int FilesBeforeStop = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStorage _files = new();
    private readonly LocalStorage _root;

    public ContinuedUpdateTests() => _root = new(new LocalStorageOptions { Path = Path.Combine(_folder.Path, "root") });

    private string Pending => Path.Combine(_folder.Path, "root.pending");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_staged_is_not_read_again_and_the_version_is_the_same()
    {
        IReadOnlyList<string> first = await StopAsync();
        ReadingSource source = new(_files);

        UpdatePlan plan = await new ObjectUpdater(_root, _root.PendingArea!.Storage).UpdateAsync(
            await UpdateScenario.TargetAsync(_root), source);

        Assert.Equal(Files, plan.Files!.Added);
        Assert.Empty(first.Intersect(source.Opened, StringComparer.Ordinal));
        Assert.Equal(Files - first.Count, source.Opened.Count);
        Assert.Empty(Directory.EnumerateFiles(Pending, "*", SearchOption.AllDirectories));
        OcflObject made = (await OcflObject.TryOpenAsync(_root, plan.ObjectRoot))!;
        Assert.Equal(Files, made.Head.Description.State.PathCount);
        for (int i = 0; i < Files; i++)
        {
            await using ContentReader content = await made.OpenFileAsync(made.Head, Name(i));
            using StreamReader text = new(content.Content);
            Assert.Equal(Text(i), await text.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_file_that_has_changed_since_is_read_again()
    {
        IReadOnlyList<string> first = await StopAsync();
        await WriteAsync(first[0], "changed");
        ReadingSource source = new(_files);

        await new ObjectUpdater(_root, _root.PendingArea!.Storage).UpdateAsync(await UpdateScenario.TargetAsync(_root), source);

        Assert.Contains(first[0], source.Opened);
        Assert.Equal(Files - first.Count + 1, source.Opened.Count);
    }

    [Fact]
    public async Task An_error_that_would_come_again_keeps_nothing()
    {
        await StopAsync();

        await Assert.ThrowsAsync<StateChangeException>(async () => await new ObjectUpdater(
            _root, _root.PendingArea!.Storage).UpdateAsync(
                await UpdateScenario.TargetAsync(_root),
                _files,
                options: new() { Changes = [new StateChange { Kind = StateChangeKind.Remove, Path = "nothing" }] }));

        Assert.Empty(Directory.EnumerateFiles(Pending, "*", SearchOption.AllDirectories));
    }

    /// <summary>As many files as are flushed together: what a stage that is stopped has, too, is not read again.</summary>
    [Fact]
    public async Task What_is_staged_for_a_commit_is_kept_when_that_is_stopped()
    {
        const int Many = 100;
        for (int i = 0; i < Many; i++)
        {
            await WriteAsync($"f{i:D3}", Text(i));
        }

        ObjectStage stage = new(_root, "urn:example:1", _ => UpdateScenario.TargetAsync(_root));
        using CancellationTokenSource stop = new();
        ObjectUpdateOptions options = new()
        {
            Parallelism = 1,
            Progress = progress =>
            {
                if (progress.FilesStaged == Many - 5)
                {
                    stop.Cancel();
                }
            },
        };
        UpdateStoppedException stopped = await Assert.ThrowsAsync<UpdateStoppedException>(
            () => stage.AddAsync(Input(_files), options, stop.Token));
        Assert.Equal(Many - 5, stopped.KeptFiles);

        ReadingSource source = new(_files);
        await stage.AddAsync(Input(source));

        Assert.Equal(5, source.Opened.Count);
    }

    private static UpdateContents Input(IStorage source) =>
        new() { Sources = [SourceContents.OfDirectory(source, "", UpdateMode.Replace, [])] };

    /// <returns>The files that were read before the stop.</returns>
    private async Task<IReadOnlyList<string>> StopAsync()
    {
        for (int i = 0; i < Files; i++)
        {
            await WriteAsync(Name(i), Text(i));
        }

        using CancellationTokenSource stop = new();
        ReadingSource source = new(_files);
        ObjectUpdateOptions options = new()
        {
            Parallelism = 1,
            Progress = progress =>
            {
                if (progress.FilesStaged == FilesBeforeStop)
                {
                    stop.Cancel();
                }
            },
        };
        UpdateStoppedException stopped = await Assert.ThrowsAsync<UpdateStoppedException>(
            async () => await new ObjectUpdater(_root, _root.PendingArea!.Storage).UpdateAsync(
                await UpdateScenario.TargetAsync(_root), source, options: options, cancellationToken: stop.Token));
        Assert.Equal(FilesBeforeStop, stopped.KeptFiles);
        return [.. source.Opened];
    }

    private static string Name(int number) => $"f{number:D2}";

    private static string Text(int number) => $"text {number}";

    private async Task WriteAsync(string path, string text)
    {
        using MemoryStream content = new(System.Text.Encoding.UTF8.GetBytes(text));
        await _files.WriteAsync(path, content, new StorageWriteOptions());
    }

    /// <summary>Notes which files are read.</summary>
    private sealed class ReadingSource(IStorage inner) : ForwardingStorage(inner)
    {
        public ConcurrentBag<string> Opened { get; } = [];

        public override Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            Opened.Add(path);
            return base.OpenReadAsync(path, options, cancellationToken);
        }
    }
}
