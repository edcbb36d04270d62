using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Storage;

/// <summary>A stage on another volume than the storage root, and what a file system may say when a file is to get its name.</summary>
public sealed class OtherVolumeTests : IDisposable
{
    private const int NoRoom = 28;
    private const int InvalidArgument = 22;
    private const string Update = "update-1";

    private static readonly Dictionary<string, string> Files = UpdateScenario.Files(("a", "one"), ("dir/b", "two"));

    private readonly TemporaryFolder _folder = new();
    private readonly List<(string From, string To)> _renamed = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Content_is_copied_under_another_name_on_its_own_volume_and_then_renamed()
    {
        LocalStorage root = CreateRoot();
        LocalStorage stage = CreateStage();

        UpdatePlan plan = await PlanAsync(root, stage);
        await UpdateScenario.RunAsync(plan, root, stage, Update);

        Assert.Equal("one", await root.GetAsync(UpdateScenario.ObjectRoot + "/v1/content/a"));
        (string from, string to) = _renamed.Last(rename => rename.To.EndsWith("/content/a", StringComparison.Ordinal));
        Assert.StartsWith(root.PendingPath!, from, StringComparison.Ordinal);
        Assert.StartsWith(root.PendingPath!, to, StringComparison.Ordinal);
    }

    /// <summary>As a kill leaves it that stopped a copy which was written straight to its name.</summary>
    [Theory]
    [InlineData("on")]
    [InlineData("")]
    [InlineData("other")]
    public async Task Half_a_file_at_its_final_name_is_replaced(string half)
    {
        LocalStorage root = CreateRoot();
        LocalStorage stage = CreateStage();
        UpdatePlan plan = await PlanAsync(root, stage);
        await root.PendingArea!.Storage.PutAsync($"{Update}/object/v1/content/a", half);

        await UpdateScenario.RunAsync(plan, root, stage, Update);

        Assert.Equal("one", await root.GetAsync(UpdateScenario.ObjectRoot + "/v1/content/a"));
        Assert.Equal("two", await root.GetAsync(UpdateScenario.ObjectRoot + "/v1/content/dir/b"));
    }

    [Fact]
    public async Task No_room_is_a_fault_of_the_storage_that_can_be_tried_again()
    {
        bool isFull = true;
        LocalStorage root = CreateRoot((_, to) =>
        {
            if (isFull && to.EndsWith("/content/a", StringComparison.Ordinal))
            {
                throw new IOException("No space left on device", NoRoom);
            }
        });
        LocalStorage stage = CreateStage();
        UpdatePlan plan = await PlanAsync(root, stage);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => UpdateScenario.RunAsync(plan, root, stage, Update));
        Assert.Contains("content/a", failure.Message, StringComparison.Ordinal);
        isFull = false;
        await UpdateScenario.RunAsync(plan, root, stage, Update);

        Assert.Equal("one", await root.GetAsync(UpdateScenario.ObjectRoot + "/v1/content/a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_the_volume_refuses_is_the_updates_fault_and_not_the_sources(bool inOneGo)
    {
        LocalStorage root = CreateRoot((_, to) =>
        {
            if (to.EndsWith("/dir/b", StringComparison.Ordinal))
            {
                throw new IOException("Invalid argument", InvalidArgument);
            }
        });

        InvalidUpdateException refusal = await Assert.ThrowsAsync<InvalidUpdateException>(() => inOneGo
            ? UpdateInOneGoAsync(root)
            : RunAsync(root));

        Assert.Contains("'v1/content/dir/b'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(root.Location, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("source", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await root.ListAllAsync("", recursive: true));
    }

    private async Task RunAsync(LocalStorage root)
    {
        LocalStorage stage = CreateStage();
        await UpdateScenario.RunAsync(await PlanAsync(root, stage), root, stage, Update);
    }

    private static async Task UpdateInOneGoAsync(LocalStorage root)
    {
        MemoryStorage source = new();
        foreach ((string path, string text) in Files)
        {
            await source.PutAsync(path, text);
        }

        ObjectUpdateOptions options = new() { Message = "m", User = new VersionUser("Ann", null) };
        await new ObjectUpdater(root, root.PendingArea!.Storage).UpdateAsync(await UpdateScenario.TargetAsync(root), source, "", options);
    }

    private static Task<UpdatePlan> PlanAsync(LocalStorage root, LocalStorage stage) =>
        UpdateScenario.PlanAsync(root, stage, Update, Files, SpecificationVersion.V11);

    private LocalStorage CreateStage() => new(new LocalStorageOptions { Path = _folder["stage"], Flush = false });

    private LocalStorage CreateRoot(Action<string, string>? renaming = null) => new(new LocalStorageOptions
    {
        Path = _folder["root"],
        Flush = false,
        Renaming = (from, to) =>
        {
            RefuseOtherVolume(_folder["stage"], from, to);
            renaming?.Invoke(from, to);
            lock (_renamed)
            {
                _renamed.Add((from, to));
            }
        },
    });

    /// <summary>What Linux says where a file would go from one volume to another.</summary>
    internal static void RefuseOtherVolume(string volume, string from, string to)
    {
        const int crossDevice = 18;
        bool isWithin = from.StartsWith(volume, StringComparison.Ordinal);
        if (isWithin != to.StartsWith(volume, StringComparison.Ordinal))
        {
            throw new IOException("Invalid cross-device link", crossDevice);
        }
    }
}
