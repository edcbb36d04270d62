using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

public sealed class UpdatePlanBuilderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly VersionUser User = new("Ada", "mailto:ada@example.org");

    [Fact]
    public void A_new_object_with_four_files_takes_ten_steps_in_the_design_s_order()
    {
        UpdatePlan plan = Plan(null, Files(("readme.txt", "r"), ("a/1", "1"), ("a/2", "2"), ("ü", "u")));

        Assert.Equal(
            [
                "write 0=ocfl_object_1.1",
                "version directory v1",
                "copy v1/content/a/1",
                "copy v1/content/a/2",
                "copy v1/content/readme.txt",
                "copy v1/content/ü",
                "write v1/inventory.json",
                "write v1/inventory.json.sha512",
                "write inventory.json",
                "write inventory.json.sha512",
            ],
            plan.Activities.Select(activity => activity.Name));
        Assert.Equal(Enumerable.Range(0, 10), plan.Activities.Select(activity => activity.Index));
    }

    [Fact]
    public void Equal_files_in_one_version_are_stored_once()
    {
        UpdatePlan plan = Plan(null, Files(("b", "same"), ("a", "same"), ("c", "other")));

        Assert.Equal(["copy v1/content/a", "copy v1/content/c"], Copies(plan));
        Inventory inventory = InventoryReader.Read(plan.InventoryBytes);
        Assert.True(inventory.HeadVersion.State.TryGetPaths(Digest("same"), out IReadOnlyList<string>? paths));
        Assert.Equal(["a", "b"], paths);
    }

    /// <summary>The move was committed, and whoever made it was gone before it removed the sidecar of the algorithm before.</summary>
    [Fact]
    public void A_sidecar_that_a_move_to_another_algorithm_left_is_removed()
    {
        UpdateTarget moved = Commit(Plan(null, Files(("a", "1")))) with { Sidecars = ["inventory.json.sha256"] };

        UpdatePlan next = Plan(moved, Files(("a", "2")));

        Assert.Equal(
            ["write inventory.json", "write inventory.json.sha512", "remove inventory.json.sha256"],
            next.Activities.Select(activity => activity.Name).SkipWhile(name => name != "write inventory.json"));
    }

    [Fact]
    public void Content_that_the_object_has_is_not_copied_again()
    {
        UpdateTarget v1 = Commit(Plan(null, Files(("a", "1"), ("b", "2"))));

        UpdatePlan v2 = Plan(v1, Files(("a", "1"), ("renamed", "2"), ("new", "3")));

        Assert.Equal("v2", v2.Head);
        Assert.Equal(["copy v2/content/new"], Copies(v2));
        Assert.Equal(new UpdateBase("v1", "1.1", "sha512", v1.InventoryDigest!), v2.Base);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    public void A_content_path_that_the_storage_cannot_have_is_refused_unless_it_is_mapped(int length)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = Path.GetTempPath() });
        string name = new('n', length);
        ContentPathRules hashed = new(ContentPathMapping.Hashed, PathConstraint.None);

        Exception? refused = Record.Exception(() => Plan(null, Files((name, "1")), builder => builder.WithStorage(storage)));

        Assert.Equal(
            length > 255, refused is InvalidUpdateException && refused.Message.Contains($"v1/content/{name}", StringComparison.Ordinal));
        Assert.Single(Copies(Plan(null, Files((name, "1")), builder => builder.WithStorage(storage).WithContentPaths(hashed))));
    }

    [Fact]
    public void Merge_keeps_what_is_not_given()
    {
        UpdateTarget v1 = Commit(Plan(null, Files(("kept", "1"), ("replaced", "2"))));

        UpdatePlan v2 = Plan(v1, Files(("replaced", "3"), ("added", "4")), merge: true);

        Assert.Equal(["added", "kept", "replaced"], InventoryReader.Read(v2.InventoryBytes).HeadVersion.State.Paths
            .Select(path => path.Key)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_version_that_is_there_already_changes_nothing()
    {
        UpdateTarget v1 = Commit(Plan(null, Files(("a", "1"))));

        UpdatePlan plan = Plan(v1, Files(("a", "1")));

        Assert.True(plan.ChangesNothing);
        Assert.Equal("v1", plan.Head);
    }

    [Fact]
    public void An_upgrade_of_the_specification_changes_the_declaration_after_the_commit()
    {
        UpdateTarget v1 = Commit(Plan(null, Files(("a", "1")), builder => builder.WithSpecification(SpecificationVersion.V10)));

        UpdatePlan v2 = Plan(v1, Files(("a", "1")), builder => builder.WithSpecification(SpecificationVersion.V11));

        Assert.Equal(
            [
                "version directory v2",
                "write v2/inventory.json",
                "write v2/inventory.json.sha512",
                "write inventory.json",
                "write inventory.json.sha512",
                "write 0=ocfl_object_1.1",
                "remove 0=ocfl_object_1.0",
            ],
            v2.Activities.Select(activity => activity.Name));
    }

    [Fact]
    public void An_old_object_keeps_its_specification_unless_asked()
    {
        UpdateTarget v1 = Commit(Plan(null, Files(("a", "1")), builder => builder.WithSpecification(SpecificationVersion.V10)));

        Assert.Equal("1.0", Plan(v1, Files(("a", "2"))).Specification);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v01")]
    public void A_version_number_that_is_not_the_next_is_refused(string version)
    {
        UpdateTarget v1 = Commit(Plan(null, Files(("a", "1"))));
        UpdateTarget target = version == "v2" ? New() : v1;

        Assert.Throws<InvalidUpdateException>(
            () => Plan(target, Files(("a", "2")), builder => builder.WithVersionNumber(VersionNumber.Parse(version))));
    }

    [Fact]
    public void Padding_is_kept_and_its_end_is_told()
    {
        UpdateTarget target = Commit(Plan(null, Files(("a", "0")), builder => builder.WithVersionNumber(VersionNumber.Parse("v01"))));
        for (int i = 2; i <= 9; i++)
        {
            target = Commit(Plan(target, Files(("a", $"{i}"))));
        }

        Assert.Equal("v09", target.Inventory!.Head.ToString());
        Assert.Contains(
            "padding", Assert.Throws<InvalidUpdateException>(() => Plan(target, Files(("a", "10")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_that_is_nowhere_is_named()
    {
        Stage stage = Stage.Replace("sha512", Files(("lost", "1"))) with { Content = new Dictionary<string, StagedContent>() };

        InvalidUpdateException failure = Assert.Throws<InvalidUpdateException>(
            () => new UpdatePlanBuilder(New(), stage).WithTimestamp(Noon).Build("m", User));

        Assert.Contains("lost", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "a/b")]
    [InlineData("a/b/c", "a/b")]
    [InlineData("../a", "b")]
    [InlineData("a//b", "c")]
    [InlineData("/a", "b")]
    public void Paths_that_cannot_be_in_one_state_are_refused(string first, string second) =>
        Assert.Throws<StageConflictException>(() => Plan(null, Files((first, "1"), (second, "2"))));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Throws<StageConflictException>(() => Plan(null, Files(("a" + '\ud800', "1"))));

    [Fact]
    public void A_plan_without_a_timestamp_is_refused() =>
        Assert.Throws<InvalidOperationException>(
            () => new UpdatePlanBuilder(New(), Stage.Replace("sha512", Files(("a", "1")))).Build("m", User));

    [Fact]
    public void The_same_inputs_give_the_same_plan_byte_for_byte_and_json_gives_it_back()
    {
        Gen<(string, string)[]> files = Gen.Choose(0, 40)
            .SelectMany(count => Gen.ArrayOf(
                Gen.Choose(0, 60).SelectMany(
                    name => Gen.Choose(0, 8).Select(text => ($"d{name % 7}/f \"{name}\" – ü🙂", $"content {text}"))), count));
        Prop.ForAll(files.ToArbitrary(), files.ToArbitrary(), (first, second) =>
        {
            UpdateTarget v1 = Commit(Plan(null, Distinct(first)));
            UpdatePlan plan = Plan(v1, Distinct(second), merge: true);
            UpdatePlan again = Plan(v1, Enumerable.Reverse(Distinct(second)), merge: true);
            byte[] json = UpdatePlanSerializer.Serialize(plan);
            Assert.Equal(json, UpdatePlanSerializer.Serialize(again));
            Assert.Equal(plan, UpdatePlanSerializer.Deserialize(json));
            Assert.Equal(json, UpdatePlanSerializer.Serialize(UpdatePlanSerializer.Deserialize(json)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(6_000)]
    public async Task What_is_written_is_what_the_bytes_of_the_inventory_are(int files)
    {
        UpdatePlan plan = Plan(null, Files([.. Enumerable.Range(0, files).Select(i => ($"a/{i}", $"{i / 2}"))]));
        Assert.Equal(files > 2_000, plan.InventoryLength > 1 << 20);

        using MemoryStream written = new();
        await using Stream content = await plan.OpenInventoryAsync();
        await content.CopyToAsync(written, bufferSize: 1_000);

        Assert.Equal(plan.InventoryBytes, written.ToArray());
        Assert.Equal(plan.InventoryLength, written.Length);
        Assert.Equal(plan.InventoryDigest, Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(written.ToArray())));
    }

    [Fact]
    public void A_part_of_a_plan_without_the_inventory_has_no_bytes_of_it() =>
        Assert.Empty((Plan(null, Files(("a", "1"))) with { InventoryBytes = [] }).InventoryBytes);

    [Fact]
    public void Content_whose_path_is_shared_is_the_same_in_all_but_memory()
    {
        StagedContent content = new("update/object/v1/content/a/b", 1, "etag");
        StagedContent shared = StagedContent.InDirectory("update/object/v1/content/a", "b", 1, "etag");

        Assert.Equal(content, shared);
        Assert.Equal(content.GetHashCode(), shared.GetHashCode());
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(content), System.Text.Json.JsonSerializer.Serialize(shared));
        Assert.Equal(shared, System.Text.Json.JsonSerializer.Deserialize<StagedContent>(System.Text.Json.JsonSerializer.Serialize(shared)));
        Assert.Equal("c", (shared with { Path = "c" }).Path);
    }

    [Fact]
    public void Copies_are_in_the_order_of_their_content_paths_and_not_of_the_logical_paths()
    {
        UpdatePlan plan = Plan(
            null,
            Files(("a", "1"), ("a&", "2"), ("a*", "3"), ("b", "4")),
            builder => builder.WithContentPaths(new ContentPathRules(ContentPathMapping.PercentEncoded, PathConstraint.None)));

        Assert.Equal(["copy v1/content/a", "copy v1/content/a%2A", "copy v1/content/a&", "copy v1/content/b"], Copies(plan));
        Assert.Equal([Digest("1"), Digest("3"), Digest("2"), Digest("4")], plan.Activities
            .Where(step => step.Kind == OcflActivityKind.CopyContent)
            .Select(step => step.Digest));
        Assert.Equal(Enumerable.Range(0, plan.Activities.Count), plan.Activities.Select(step => step.Index));
    }

    [Fact]
    public void Digests_that_differ_in_case_only_are_one()
    {
        UpdatePlan v1 = Plan(null, Files(("a", "1")));
        string upper = Encoding.UTF8.GetString(v1.InventoryBytes).Replace(
            Digest("1"), Digest("1").ToUpperInvariant(), StringComparison.Ordinal);
        UpdateTarget target = New() with { Inventory = InventoryReader.Read(Encoding.UTF8.GetBytes(upper)), InventoryDigest = "d" };

        UpdatePlan v2 = Plan(target, Files(("b", "1"), ("c", "2")), merge: true);

        DigestMap state = InventoryReader.Read(v2.InventoryBytes).HeadVersion.State;
        Assert.Equal([Digest("1").ToUpperInvariant(), Digest("2")], state.Select(entry => entry.Digest));
        Assert.Equal(["a", "b"], state[0].Paths);
        Assert.Equal(["copy v2/content/c"], Copies(v2));
    }

    [Fact]
    public async Task An_inventory_that_is_kept_elsewhere_is_read_from_there_each_time()
    {
        UpdatePlan plan = Plan(null, Files(("a", "1")));
        byte[] bytes = plan.InventoryBytes;
        int opened = 0;

        UpdatePlan kept = plan.WithInventory(_ =>
        {
            opened++;
            return Task.FromResult<Stream>(new MemoryStream(bytes));
        });
        for (int time = 0; time < 2; time++)
        {
            using MemoryStream read = new();
            await using Stream content = await kept.OpenInventoryAsync();
            await content.CopyToAsync(read);
            Assert.Equal(bytes, read.ToArray());
        }

        Assert.Equal((2, 0), (opened, kept.InventoryBytes.Length));
        Assert.Equal(bytes, (kept with { InventoryBytes = bytes }).InventoryBytes);
    }

    private static UpdateTarget New() => new() { ObjectId = "urn:example:1", ObjectRoot = "o" };

    private static UpdatePlan Plan(
        UpdateTarget? target,
        IEnumerable<StagedFile> files,
        Func<UpdatePlanBuilder, UpdatePlanBuilder>? configure = null,
        bool merge = false)
    {
        target ??= New();
        Stage stage = merge ? Stage.Merge("sha512", target.Inventory, files) : Stage.Replace("sha512", files);
        UpdatePlanBuilder builder = new UpdatePlanBuilder(target, stage).WithTimestamp(Noon);
        return (configure?.Invoke(builder) ?? builder).Build("message", User);
    }

    private static UpdateTarget Commit(UpdatePlan plan) =>
        New() with { Inventory = InventoryReader.Read(plan.InventoryBytes), InventoryDigest = plan.InventoryDigest };

    private static IEnumerable<string> Copies(UpdatePlan plan) =>
        plan.Activities.Where(activity => activity.Kind == OcflActivityKind.CopyContent).Select(activity => activity.Name);

    private static StagedFile[] Distinct(IEnumerable<(string Path, string Text)> files) => Files([.. files.DistinctBy(file => file.Path)]);

    private static StagedFile[] Files(params (string Path, string Text)[] files) =>
        [.. files.Select(file => new StagedFile
        {
            LogicalPath = file.Path,
            Digest = Digest(file.Text),
            Content = new StagedContent($"stage/{file.Text}", file.Text.Length),
        })];

    private static string Digest(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes(text)));
}
