using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Updates;

/// <summary>
/// Random trees, versions, changes, algorithms, layouts and names: what is written is valid, is read back, and is noticed when it changes.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RandomObjectTests
{
    private static readonly string[] Ids = [.. RandomLayout.All];

    // A zero-padded version directory, another algorithm than sha512, an id that is no URI: allowed, and warned of.
    private static readonly string[] ExpectedWarnings = ["W001", "W004", "W005"];

    public static TheoryData<string> Layouts => [.. Ids];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_random_object_is_valid_reads_back_and_tells_when_any_byte_changes(string layout) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RoundTripAsync(layout, new Random(seed)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    [Fact]
    public async Task What_is_tried_is_everything_that_there_is()
    {
        HashSet<string> tried = [];
        for (int seed = 0; seed < 40; seed++)
        {
            tried.UnionWith(await RoundTripAsync(Ids[seed % Ids.Length], new Random(seed)));
        }

        string[] expected =
        [
            "sha512", "sha256", "sha512 to sha256", "sha256 to sha512", "1.0", "1.1", "1.0 to 1.1", "fixity", "padded", "content directory", "folder", "memory", "blobs", "no files of its own", "nothing",
            .. Enum.GetNames<UpdateMode>(), .. Enum.GetNames<StateChangeKind>(), .. Enum.GetNames<ContentPathMapping>(), .. Ids,
        ];
        Assert.Empty(expected.Except(tried));
    }

    private static async Task<IReadOnlySet<string>> RoundTripAsync(string layout, Random random)
    {
        HashSet<string> tried = [layout];
        using TemporaryFolder folder = new();
        IStorage storage = Create(random, folder, tried);
        (IStorageLayout made, string id) = RandomLayout.Of(layout, random);
        StorageRoot root = await StorageRoot.InitializeAsync(storage, new StorageRootOptions { Layout = made });
        List<Dictionary<string, string>> versions = await WriteAsync(random, root, id, tried);
        OcflObject written = (await root.OpenObjectAsync(id))!;

        await AssertValidAsync(storage, written.Root);
        Assert.Equal(versions.Count, written.Versions.Count);
        for (int number = 1; number <= versions.Count; number++)
        {
            Assert.Equal(Sorted(versions[number - 1]), Sorted(await ReadAsync(written, number)));
        }

        await AssertEveryChangeIsNoticedAsync(random, storage, written.Root);
        await AssertValidAsync(storage, written.Root);
        return tried;
    }

    private static IStorage Create(Random random, TemporaryFolder folder, HashSet<string> tried)
    {
        int kind = random.Next(3);
        tried.Add(kind switch { 0 => "folder", 1 => "blobs", _ => "memory" });
        return kind == 0 ? new LocalStorage(new() { Path = folder["root"], Flush = false }) : new MemoryStorage(writesInPlace: kind == 1);
    }

    private static async Task<List<Dictionary<string, string>>> WriteAsync(
        Random random, StorageRoot root, string id, HashSet<string> tried)
    {
        Form form = Form.Of(random, tried);
        List<Dictionary<string, string>> versions = [];
        RandomTree tree = new(random);
        int count = random.Next(1, 6);
        for (int number = 0; number < count; number++)
        {
            OcflObject? found = await root.OpenObjectAsync(id);
            (UpdateMode mode, Dictionary<string, string> files, List<StateChange> changes) = Change(random, tree, versions, tried);
            DigestAlgorithm algorithm = random.Next(2) == 0 ? DigestAlgorithm.Sha512 : DigestAlgorithm.Sha256;
            UpdateTarget target = found is null
                ? new UpdateTarget { ObjectId = id, ObjectRoot = root.GetObjectRoot(id) }
                : await UpdateTarget.FromAsync(found);
            MemoryStorage stage = new();
            UpdatePlanBuilder builder = new UpdatePlanBuilder(
                target, await StageAsync(mode, files, changes, stage, algorithm, form.Fixity, target, root.Storage))
                .WithContentPaths(form.Rules)
                .WithTimestamp(new DateTimeOffset(2026, 8, 1, 0, 0, number, TimeSpan.Zero).AddTicks(random.Next(10_000_000)));
            builder = found is null
                ? builder.WithVersionNumber(form.First).WithSpecification(form.Specification).WithContentDirectory(form.ContentDirectory)
                : Upgrade(random, builder, found, tried);
            UpdatePlan plan = builder.Build($"Version {number} – 文字 \"\\", new VersionUser("Adä", "mailto:ada@example.org"));
            if (plan.ChangesNothing)
            {
                Assert.Equal(Sorted(versions[^1]), Sorted(tree.Files));
                tried.Add("nothing");
                continue;
            }

            await UpdateScenario.RunAsync(plan, root.Storage, stage, $"update-{number}");
            tried.Add(found is null || found.Inventory.DigestAlgorithm == algorithm.Name
                ? algorithm.Name
                : $"{found.Inventory.DigestAlgorithm} to {algorithm}");
            versions.Add(tree.Copy());
        }

        return versions;
    }

    private static UpdatePlanBuilder Upgrade(Random random, UpdatePlanBuilder builder, OcflObject found, HashSet<string> tried)
    {
        if (found.Inventory.Specification != SpecificationVersion.V10 || random.Next(3) > 0)
        {
            return builder;
        }

        tried.Add("1.0 to 1.1");
        return builder.WithSpecification(SpecificationVersion.V11);
    }

    private static (UpdateMode Mode, Dictionary<string, string> Files, List<StateChange> Changes) Change(
        Random random, RandomTree tree, List<Dictionary<string, string>> versions, HashSet<string> tried)
    {
        UpdateMode mode = versions.Count == 0 ? UpdateMode.Replace : (UpdateMode)random.Next(Enum.GetValues<UpdateMode>().Length);
        tried.Add(mode.ToString());
        switch (mode)
        {
            case UpdateMode.Replace:
                tree.Replace();
                return (mode, tree.Copy(), []);
            case UpdateMode.Merge:
                Dictionary<string, string> added = tree.Merge();
                tried.Add(added.Count == 0 ? "no files of its own" : "");
                return (mode, added, []);
            default:
                tree.Sources.Clear();
                List<StateChange> changes = tree.Change(versions);
                tried.UnionWith(changes.Select(change => change.Kind.ToString()));
                return (mode, new(tree.Sources), changes);
        }
    }

    private static async Task<Stage> StageAsync(
        UpdateMode mode,
        Dictionary<string, string> files,
        List<StateChange> changes,
        MemoryStorage stage,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        UpdateTarget target,
        IStorage storage)
    {
        MemoryStorage source = new();
        List<StagedFile> staged = [];
        foreach ((string path, string text) in files)
        {
            string name = staged.Count.ToString(CultureInfo.InvariantCulture);
            await source.PutAsync(name, text);
            StagingResult result = await ContentStager.StageAsync(source, name, null, stage, $"content/{name}", algorithm, fixity);
            staged.Add(new StagedFile { LogicalPath = path, Digest = result.Digest, Content = result.Content, Fixity = result.Fixity });
        }

        List<RehashedContent> rehashed = [];
        if (target.Inventory is { } inventory && inventory.DigestAlgorithm != algorithm.Name)
        {
            foreach ((string path, string digest) in inventory.Manifest.Paths)
            {
                rehashed.Add(await ContentRehasher.HashAsync(
                    storage, target.ObjectRoot, path, DigestAlgorithm.Get(inventory.DigestAlgorithm), digest, algorithm));
            }
        }

        return new StageBuilder(algorithm.Name, target.Inventory).WithRehashed(rehashed)
            .WithChanges(changes)
            .WithFiles(staged, mode, allowEmpty: true)
            .Build();
    }

    private static async Task<Dictionary<string, string>> ReadAsync(OcflObject written, int number)
    {
        Dictionary<string, string> files = [];
        OcflVersion version = written.Versions[number - 1];
        foreach ((string path, _) in version.Description.State.Paths)
        {
            await using ContentReader reader = await written.OpenFileAsync(version, path, new() { Verify = true });
            using MemoryStream bytes = new();
            await reader.Content.CopyToAsync(bytes);
            files.Add(path, Encoding.UTF8.GetString(bytes.ToArray()));
        }

        return files;
    }

    private static async Task AssertValidAsync(IStorage storage, string objectRoot)
    {
        ValidationReport report = await new Validator(storage).ValidateObjectAsync(objectRoot);
        Assert.All(report.Findings, finding => Assert.Contains(finding.Code, ExpectedWarnings));
    }

    // A bit of every file, at a random place; and a byte more or less of one of them.
    private static async Task AssertEveryChangeIsNoticedAsync(Random random, IStorage storage, string objectRoot)
    {
        List<StorageEntry> files = await storage.ListAllAsync(objectRoot, recursive: true);
        StorageEntry longer = files[random.Next(files.Count)];
        foreach (StorageEntry file in files)
        {
            byte[] before = await ReadAsync(storage, file.Path);
            byte[] after = before.Length == 0 || (file == longer && !IsSidecar(file.Name))
                ? Stretch(random, before)
                : Flip(random, file.Name, before);
            await WriteAsync(storage, file.Path, after);

            ValidationReport report = await new Validator(storage).ValidateObjectAsync(objectRoot);

            Assert.False(
                report.IsValid,
                $"a change to {file.Path} went unnoticed: {Convert.ToHexString(before)} became {Convert.ToHexString(after)}");
            await WriteAsync(storage, file.Path, before);
        }
    }

    private static byte[] Stretch(Random random, byte[] before) =>
        before.Length > 0 && random.Next(2) == 0 ? before[..^1] : [.. before, (byte)random.Next(256)];

    private static byte[] Flip(Random random, string name, byte[] before)
    {
        byte[] after;
        do
        {
            after = [.. before];
            after[random.Next(after.Length)] ^= (byte)(1 << random.Next(8));
        }
        while (IsSidecar(name)
            && Encoding.Latin1.GetString(before).Equals(Encoding.Latin1.GetString(after), StringComparison.OrdinalIgnoreCase));

        return after;
    }

    // A digest in capital letters is the same digest.
    private static bool IsSidecar(string name) => name.StartsWith("inventory.json.", StringComparison.Ordinal);

    private static async Task<byte[]> ReadAsync(IStorage storage, string path)
    {
        await using StorageReader reader = await storage.OpenReadAsync(path);
        using MemoryStream bytes = new();
        await reader.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static Task<StorageFile> WriteAsync(IStorage storage, string path, byte[] content) =>
        storage.WriteAsync(path, new MemoryStream(content), new StorageWriteOptions());

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IEnumerable<KeyValuePair<string, string>> files) =>
        files.OrderBy(file => file.Key, StringComparer.Ordinal);

    /// <summary>What an object keeps from its first version on.</summary>
    private sealed record Form(
        string ContentDirectory,
        ContentPathRules Rules,
        IReadOnlyList<DigestAlgorithm> Fixity,
        VersionNumber First,
        SpecificationVersion Specification)
    {
        public static Form Of(Random random, HashSet<string> tried)
        {
            Form form = new(
                random.Next(2) == 0 ? "content" : "dätä",
                new((ContentPathMapping)random.Next(3)),
                random.Next(2) == 0 ? [] : [.. DigestAlgorithm.All.Where(_ => random.Next(3) == 0)],
                new(1, random.Next(2) == 0 ? 0 : random.Next(2, 5)),
                random.Next(2) == 0 ? SpecificationVersion.V10 : SpecificationVersion.V11);
            tried.Add(form.Rules.Mapping.ToString());
            tried.Add(form.ContentDirectory == "content" ? "" : "content directory");
            tried.Add(form.Fixity.Count == 0 ? "" : "fixity");
            tried.Add(form.First.Width == 0 ? "" : "padded");
            tried.Add(form.Specification.Name);
            return form;
        }
    }
}
