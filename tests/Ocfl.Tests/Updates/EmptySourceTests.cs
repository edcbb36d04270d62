using Ocfl.Digests;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>A source without files is what a share looks like that is not mounted: it makes no version unless that is asked for.</summary>
public sealed class EmptySourceTests
{
    private const string Root = "object";

    private readonly MemoryStorage _storage = new();
    private readonly MemoryStorage _work = new();

    [Theory]
    [InlineData(UpdateMode.Replace)]
    [InlineData(UpdateMode.Merge)]
    [InlineData(UpdateMode.Select)]
    public async Task It_makes_no_object(UpdateMode mode)
    {
        await Assert.ThrowsAsync<EmptySourceException>(() => UpdateAsync(new ObjectUpdateOptions { Mode = mode }));

        Assert.Null(await OcflObject.TryOpenAsync(_storage, Root));
    }

    [Theory]
    [InlineData(UpdateMode.Replace)]
    [InlineData(UpdateMode.Merge)]
    public async Task It_makes_no_later_version(UpdateMode mode)
    {
        await UpdateAsync(new ObjectUpdateOptions(), "a", "b");

        await Assert.ThrowsAsync<EmptySourceException>(() => UpdateAsync(new ObjectUpdateOptions { Mode = mode }));
        await Assert.ThrowsAsync<EmptySourceException>(
            () => UpdateAsync(new ObjectUpdateOptions { Mode = mode, DigestAlgorithm = DigestAlgorithm.Sha256 }));
        await Assert.ThrowsAsync<EmptySourceException>(() => UpdateAsync(new ObjectUpdateOptions { Mode = mode, Changes = [Remove("a")] }));

        Assert.Equal("v1", (await OcflObject.TryOpenAsync(_storage, Root))!.Head.Number.ToString());
    }

    [Fact]
    public async Task It_is_taken_where_that_is_asked_for()
    {
        ObjectUpdateOptions allowed = new() { AllowEmpty = true };

        Assert.Equal(FileChangeCounts.None, (await UpdateAsync(allowed)).Files);
        Assert.Equal(new FileChangeCounts(2, 0, 0, 0), (await UpdateAsync(new ObjectUpdateOptions(), "a", "b")).Files);
        UpdatePlan merged = await UpdateAsync(allowed with { Mode = UpdateMode.Merge });
        Assert.Equal((true, FileChangeCounts.None), (merged.ChangesNothing, merged.Files));
        UpdatePlan emptied = await UpdateAsync(allowed);

        Assert.Equal(("v3", new FileChangeCounts(0, 0, 2, 0)), (emptied.Head, emptied.Files));
        Assert.Empty((await OcflObject.TryOpenAsync(_storage, Root))!.Head.Description.State);
    }

    [Fact]
    public async Task Changes_that_remove_every_file_are_always_allowed()
    {
        await UpdateAsync(new ObjectUpdateOptions(), "a", "b");

        UpdatePlan plan = await UpdateAsync(new ObjectUpdateOptions { Mode = UpdateMode.Select, Changes = [Remove("a"), Remove("b")] });

        Assert.Equal(("v2", new FileChangeCounts(0, 0, 2, 0)), (plan.Head, plan.Files));
    }

    [Fact]
    public async Task The_plan_counts_what_it_changes_when_the_object_moves_to_another_algorithm()
    {
        await UpdateAsync(new ObjectUpdateOptions(), "a", "b", "c");

        UpdatePlan plan = await UpdateAsync(new ObjectUpdateOptions { DigestAlgorithm = DigestAlgorithm.Sha256 }, "a", "b", "d");

        Assert.Equal(new FileChangeCounts(1, 0, 1, 0), plan.Files);
        Assert.Equal(plan, UpdatePlanSerializer.Deserialize(UpdatePlanSerializer.Serialize(plan)));
    }

    private static StateChange Remove(string path) => new() { Kind = StateChangeKind.Remove, Path = path };

    private async Task<UpdatePlan> UpdateAsync(ObjectUpdateOptions options, params string[] files)
    {
        MemoryStorage source = new();
        foreach (string file in files)
        {
            await source.PutAsync(file, "content of " + file);
        }

        OcflObject? found = await OcflObject.TryOpenAsync(_storage, Root);
        UpdateTarget target = found is null
            ? new UpdateTarget { ObjectId = "urn:x", ObjectRoot = Root }
            : await UpdateTarget.FromAsync(found);
        return await new ObjectUpdater(_storage, _work).UpdateAsync(target, source, "", options);
    }
}
