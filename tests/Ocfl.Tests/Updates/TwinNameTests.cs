using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>Updates on a volume that does not tell some names apart.</summary>
public sealed class TwinNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Twins => new() { { "A.txt", "a.txt" }, { "A/x", "a/y" }, { "d/A/x", "d/a/x" } };

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task Twins_are_refused_by_both_names_and_nothing_is_left(string one, string other)
    {
        foreach (IStorage storage in Storages())
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                InvalidUpdateException refusal = await Assert.ThrowsAsync<InvalidUpdateException>(
                    () => CommitAsync(storage, ContentPathMapping.Identity, (one, "upper"), (other, "lower")));

                AssertNamesBoth(refusal, one, other);
                Assert.Contains("'percent-encoded' or 'hashed'", refusal.Message, StringComparison.Ordinal);
                Assert.Empty(await storage.ListAllAsync(UpdateScenario.ObjectRoot, recursive: true));
                Assert.Empty(await storage.PendingArea!.Storage.ListAllAsync("", recursive: true));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task Twins_have_content_of_their_own_where_content_paths_are_mapped(string one, string other)
    {
        foreach (ContentPathMapping mapping in new[] { ContentPathMapping.PercentEncoded, ContentPathMapping.Hashed })
        {
            foreach (IStorage storage in Storages())
            {
                await CommitAsync(storage, mapping, (one, "upper"), (other, "lower"));

                Assert.Equal("upper", await ReadAsync(storage, one));
                Assert.Equal("lower", await ReadAsync(storage, other));
            }
        }
    }

    [Fact]
    public async Task Twins_of_one_content_need_no_second_file()
    {
        foreach (IStorage storage in Storages())
        {
            await CommitAsync(storage, ContentPathMapping.Identity, ("A.txt", "same"), ("a.txt", "same"));

            Assert.Equal("same", await ReadAsync(storage, "A.txt"));
            Assert.Equal("same", await ReadAsync(storage, "a.txt"));
        }
    }

    [Fact]
    public async Task Twins_in_two_versions_are_two_files()
    {
        foreach (IStorage storage in Storages())
        {
            await CommitAsync(storage, ContentPathMapping.Identity, ("A.txt", "upper"));
            await CommitAsync(storage, ContentPathMapping.Identity, ("A.txt", "upper"), ("a.txt", "lower"));

            Assert.Equal("upper", await ReadAsync(storage, "A.txt"));
            Assert.Equal("lower", await ReadAsync(storage, "a.txt"));
        }
    }

    /// <summary>The steps as the service runs them, with content that was staged by number.</summary>
    [Theory]
    [MemberData(nameof(Twins))]
    public async Task The_step_that_copies_a_twin_refuses_it(string one, string other)
    {
        foreach (IStorage storage in Storages())
        {
            MemoryStorage stage = new();
            UpdatePlan plan = await UpdateScenario.PlanAsync(
                storage, stage, "update-1", UpdateScenario.Files((one, "upper"), (other, "lower")), SpecificationVersion.V11);

            InvalidUpdateException refusal = await Assert.ThrowsAsync<InvalidUpdateException>(
                () => UpdateScenario.RunAsync(plan, storage, stage, "update-1"));

            AssertNamesBoth(refusal, one, other);
            Assert.Equal(RevertOutcome.Reverted, await UpdateScenario.CreateExecutor(storage, stage, "update-1").RevertAsync(plan));
            Assert.Empty(await storage.ListAllAsync("", recursive: true));
            Assert.Empty(await storage.PendingArea!.Storage.ListAllAsync("", recursive: true));
        }
    }

    // Of directories, the first that are one.
    private static void AssertNamesBoth(InvalidUpdateException refusal, params string[] paths) =>
        Assert.All(paths, path => Assert.Contains(
            "'v1/content/" + path[..^(path.Contains('/', StringComparison.Ordinal) ? 1 : 0)], refusal.Message, StringComparison.Ordinal));

    private IEnumerable<IStorage> Storages() =>
    [
        new FoldingStorage(new MemoryStorage()),
        new FoldingStorage(new LocalStorage(new LocalStorageOptions { Path = _folder["root-" + Guid.NewGuid().ToString("N")] })),
    ];

    private static async Task CommitAsync(IStorage storage, ContentPathMapping mapping, params (string Path, string Text)[] files)
    {
        MemoryStorage source = new();
        foreach ((string path, string text) in files)
        {
            await source.PutAsync(path, text);
        }

        ObjectUpdateOptions options = new()
        {
            Message = "m",
            User = new VersionUser("Ann", null),
            ContentPaths = new ContentPathRules(mapping),
            Parallelism = 4,
        };
        await new ObjectUpdater(storage, storage.PendingArea!.Storage).UpdateAsync(
            await UpdateScenario.TargetAsync(storage), source, "", options);
    }

    private static async Task<string> ReadAsync(IStorage storage, string path)
    {
        OcflObject opened = (await OcflObject.TryOpenAsync(storage, UpdateScenario.ObjectRoot))!;
        Assert.True(opened.Head.Description.State.TryGetDigest(path, out string? digest));
        ContentReader reader = await opened.OpenContentAsync(digest, new ContentReadOptions { Verify = true });
        await using (reader)
        {
            using StreamReader text = new(reader.Content);
            return await text.ReadToEndAsync();
        }
    }
}
