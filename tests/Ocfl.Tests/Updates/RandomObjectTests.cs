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

/// <summary>Random trees, versions, changes, algorithms, layouts and names: what is written is valid, is read back, and is noticed when it changes.</summary>
public sealed class RandomObjectTests
{
    private static readonly string[] Names = ["a", "b.txt", "Ünïcødé", "文字", "🙂", "with space", "quote\"s", "per%cent", "-dash", "dots..", "UPPER", "e\u0301"];
    private static readonly string[] Layouts = ["0003-hash-and-id-n-tuple-storage-layout", "0004-hashed-n-tuple-storage-layout"];

    // A zero-padded version directory, another algorithm than sha512, an id that is no URI: allowed, and warned of.
    private static readonly string[] ExpectedWarnings = ["W001", "W004", "W005"];

    [Fact]
    public void A_random_object_is_valid_reads_back_and_tells_when_any_byte_changes() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RoundTripAsync(new Random(seed)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static async Task RoundTripAsync(Random random)
    {
        MemoryStorage storage = new(writesInPlace: random.Next(2) == 0);
        StorageRoot root = await StorageRoot.InitializeAsync(
            storage, new StorageRootOptions { Layout = StorageLayouts.Default.Create(Layouts[random.Next(Layouts.Length)]) });
        string id = $"urn:example:{Names[random.Next(Names.Length)]}:{random.Next()}";
        List<Dictionary<string, string>> versions = await WriteAsync(random, root, id);
        OcflObject written = (await root.OpenObjectAsync(id))!;

        await AssertValidAsync(storage, written.Root);
        for (int number = 1; number <= versions.Count; number++)
        {
            Assert.Equal(versions[number - 1].OrderBy(file => file.Key, StringComparer.Ordinal), (await ReadAsync(written, number)).OrderBy(file => file.Key, StringComparer.Ordinal));
        }

        await AssertEveryChangeIsNoticedAsync(random, storage, written.Root);
    }

    private static async Task<List<Dictionary<string, string>>> WriteAsync(Random random, StorageRoot root, string id)
    {
        string contentDirectory = random.Next(2) == 0 ? "content" : "daten";
        ContentPathRules rules = new((ContentPathMapping)random.Next(3));
        DigestAlgorithm[] fixity = random.Next(2) == 0 ? [] : [DigestAlgorithm.Md5, DigestAlgorithm.Blake2b160];
        VersionNumber first = new(1, random.Next(2) == 0 ? 0 : random.Next(2, 5));
        SpecificationVersion specification = random.Next(2) == 0 ? SpecificationVersion.V10 : SpecificationVersion.V11;
        List<Dictionary<string, string>> versions = [];
        Dictionary<string, string> files = [];
        for (int number = 0; number < random.Next(1, 6); number++)
        {
            Change(random, files, number);
            DigestAlgorithm algorithm = random.Next(2) == 0 ? DigestAlgorithm.Sha512 : DigestAlgorithm.Sha256;
            OcflObject? found = await root.OpenObjectAsync(id);
            UpdateTarget target = found is null ? new UpdateTarget { ObjectId = id, ObjectRoot = root.GetObjectRoot(id) } : await UpdateTarget.FromAsync(found);
            MemoryStorage stage = new();
            UpdatePlanBuilder builder = new UpdatePlanBuilder(target, await StageAsync(files, stage, algorithm, fixity, target, root.Storage))
                .WithContentPaths(rules)
                .WithTimestamp(new DateTimeOffset(2026, 8, 1, 0, 0, number, TimeSpan.Zero).AddTicks(random.Next(10_000_000)));
            builder = found is null ? builder.WithVersionNumber(first).WithSpecification(specification).WithContentDirectory(contentDirectory) : builder;
            UpdatePlan plan = builder.Build($"Version {number} – {Names[random.Next(Names.Length)]}", new VersionUser("Ada", "mailto:ada@example.org"));
            await UpdateScenario.RunAsync(plan, root.Storage, stage, $"update-{number}");
            versions.Add(new Dictionary<string, string>(files));
        }

        return versions;
    }

    private static void Change(Random random, Dictionary<string, string> files, int number)
    {
        // One file that is in no other version, so that each version is one.
        files[$"version {number}"] = $"{number}";
        for (int i = random.Next(8); i > 0; i--)
        {
            string path = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(depth => $"{depth}{Names[random.Next(Names.Length)]}").Append("file"));
            files[path] = $"content {random.Next(6)}";
        }

        foreach (string gone in files.Keys.Where(_ => random.Next(5) == 0).ToList())
        {
            files.Remove(gone);
        }

        files[$"version {number}"] = $"{number}";
    }

    private static async Task<Stage> StageAsync(Dictionary<string, string> files, MemoryStorage stage, DigestAlgorithm algorithm, DigestAlgorithm[] fixity, UpdateTarget target, IStorage storage)
    {
        MemoryStorage source = new();
        List<StagedFile> staged = [];
        foreach ((string path, string text) in files)
        {
            await source.PutAsync(path, text);
            StagingResult result = await ContentStager.StageAsync(source, path, null, stage, $"content/{staged.Count}", algorithm, fixity);
            staged.Add(new StagedFile { LogicalPath = path, Digest = result.Digest, Content = result.Content, Fixity = result.Fixity });
        }

        List<RehashedContent> rehashed = [];
        if (target.Inventory is { } inventory && inventory.DigestAlgorithm != algorithm.Name)
        {
            foreach ((string path, string digest) in inventory.Manifest.Paths)
            {
                rehashed.Add(await ContentRehasher.HashAsync(storage, target.ObjectRoot, path, DigestAlgorithm.Get(inventory.DigestAlgorithm), digest, algorithm));
            }
        }

        return new StageBuilder(algorithm.Name, target.Inventory).WithRehashed(rehashed).WithFiles(staged).Build();
    }

    private static async Task<Dictionary<string, string>> ReadAsync(OcflObject written, int number)
    {
        Dictionary<string, string> files = [];
        OcflVersion version = written.Versions[number - 1];
        foreach ((string path, _) in version.Description.State.Paths)
        {
            await using ContentReader reader = await written.OpenFileAsync(version, path);
            using StreamReader text = new(reader.Content);
            files.Add(path, await text.ReadToEndAsync());
        }

        return files;
    }

    private static async Task AssertValidAsync(MemoryStorage storage, string objectRoot)
    {
        ValidationReport report = await new Validator(storage).ValidateObjectAsync(objectRoot);
        Assert.All(report.Findings, finding => Assert.Contains(finding.Code, ExpectedWarnings));
    }

    private static async Task AssertEveryChangeIsNoticedAsync(Random random, MemoryStorage storage, string objectRoot)
    {
        List<StorageEntry> files = await storage.ListAllAsync(objectRoot, recursive: true);
        StorageEntry chosen = files[random.Next(files.Count)];
        await using StorageReader reader = await storage.OpenReadAsync(chosen.Path);
        using MemoryStream bytes = new();
        await reader.Content.CopyToAsync(bytes);
        byte[] changed = bytes.ToArray();
        do
        {
            bytes.ToArray().CopyTo(changed, 0);
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        }
        while (IsTheSameSidecar(chosen.Name, bytes.ToArray(), changed));

        await storage.WriteAsync(chosen.Path, new MemoryStream(changed), new StorageWriteOptions());

        ValidationReport report = await new Validator(storage).ValidateObjectAsync(objectRoot);

        Assert.False(report.IsValid, $"a changed byte in {chosen.Path} went unnoticed");
    }

    // A digest in capital letters is the same digest.
    private static bool IsTheSameSidecar(string name, byte[] before, byte[] after) =>
        name.StartsWith("inventory.json.", StringComparison.Ordinal)
        && Encoding.Latin1.GetString(before).Equals(Encoding.Latin1.GetString(after), StringComparison.OrdinalIgnoreCase);
}
