using Ocfl.Imports;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Imports;

/// <summary>Objects are copied whole, or nothing of them is, on storages that write in place and on those that do not.</summary>
public sealed class ObjectImporterTests
{
    private const string SourceRoot = "some/where";

    private static readonly StorageRootOptions Flat = new() { Layout = new FlatDirectLayout() };

    public static TheoryData<bool> InPlace => [true, false];

    [Theory]
    [MemberData(nameof(InPlace))]
    public async Task An_object_is_the_same_byte_by_byte_and_the_second_time_unchanged(bool inPlace)
    {
        MemoryStorage source = await CreateSourceAsync(versions: 3);
        MemoryStorage storage = new(inPlace);

        Assert.Equal(ObjectImportOutcome.Imported, (await ImportAsync(storage, source)).Outcome);
        Assert.Equal(ObjectImportOutcome.Unchanged, (await ImportAsync(storage, source)).Outcome);

        await RequireImportedAsync(storage, source);
    }

    /// <summary>A process that dies at any call leaves no object or the whole one, and the next import completes it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_at_any_call_is_completed_by_the_next_import(bool hasNewestInventory)
    {
        MemoryStorage source = await CreateSourceAsync(versions: 2);
        if (!hasNewestInventory)
        {
            // It may be missing (OCFL 1.1, section 3.7), and the commit then has another file to copy.
            await source.DeleteAsync(SourceRoot + "/v2/inventory.json");
            await source.DeleteAsync(SourceRoot + "/v2/inventory.json.sha512");
        }

        Faults counted = Faults.None;
        await ImportAsync(await CreateRootAsync(new MemoryStorage(writesInPlace: true)), source, counted);
        Assert.True(counted.Calls >= 8, $"{counted.Calls}");
        foreach (int moment in Enumerable.Range(0, counted.Calls * 2))
        {
            MemoryStorage storage = await CreateRootAsync(new MemoryStorage(writesInPlace: true));
            await Assert.ThrowsAsync<CrashException>(() => ImportAsync(storage, source, Faults.At(moment)));

            StorageRoot root = await StorageRoot.OpenAsync(storage);
            if (hasNewestInventory && await root.OpenObjectAsync("urn:x") is not null)
            {
                Assert.True((await new Validator(storage).ValidateObjectAsync("urn:x")).IsValid);
            }

            ObjectImportResult second = await ImportAsync(storage, source);
            Assert.True(second.Outcome is ObjectImportOutcome.Imported or ObjectImportOutcome.Unchanged, $"{moment}: {second.Reason}");
            Assert.True((await new Validator(storage).ValidateObjectAsync("urn:x")).IsValid);
            await RequireImportedAsync(storage, source);
        }
    }

    [Theory]
    [MemberData(nameof(InPlace))]
    public async Task Imports_of_one_object_at_the_same_time_make_one_object(bool inPlace)
    {
        MemoryStorage source = await CreateSourceAsync(versions: 2);
        for (int attempt = 0; attempt < 20; attempt++)
        {
            MemoryStorage storage = await CreateRootAsync(new MemoryStorage(inPlace));
            ObjectImportResult[] results = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => Task.Run(() => ImportAsync(storage, source))));

            Assert.InRange(results.Count(result => result.Outcome == ObjectImportOutcome.Imported), 0, 1);
            StorageRoot root = await StorageRoot.OpenAsync(storage);
            if (await root.OpenObjectAsync("urn:x") is null)
            {
                Assert.Equal(ObjectImportOutcome.Imported, (await ImportAsync(storage, source)).Outcome);
            }

            await RequireImportedAsync(storage, source);
        }
    }

    [Theory]
    [MemberData(nameof(InPlace))]
    public async Task An_object_that_differs_is_a_conflict_and_is_not_touched(bool inPlace)
    {
        MemoryStorage source = await CreateSourceAsync(versions: 2);
        MemoryStorage storage = await CreateRootAsync(new MemoryStorage(inPlace));
        await ImportAsync(storage, await CreateSourceAsync(versions: 1));
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(storage);

        ObjectImportResult result = await ImportAsync(storage, source);

        Assert.Equal(ObjectImportOutcome.Conflict, result.Outcome);
        Assert.Contains("v1 and another inventory", result.Reason, StringComparison.Ordinal);
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(storage));
    }

    [Theory]
    [MemberData(nameof(InPlace))]
    public async Task What_is_not_valid_is_not_imported_and_has_its_findings(bool inPlace)
    {
        MemoryStorage source = await CreateSourceAsync(versions: 2);
        await source.PutAsync(SourceRoot + "/v1/content/a", "changed");
        MemoryStorage storage = await CreateRootAsync(new MemoryStorage(inPlace));
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(storage);

        ObjectImportResult result = await ImportAsync(storage, source);

        Assert.Equal(ObjectImportOutcome.Invalid, result.Outcome);
        Assert.Contains(result.Findings, finding => finding.Code == "E092");
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(storage));
    }

    [Theory]
    [MemberData(nameof(InPlace))]
    public async Task What_belongs_to_another_update_is_not_removed(bool inPlace)
    {
        MemoryStorage source = await CreateSourceAsync(versions: 1);
        MemoryStorage storage = await CreateRootAsync(new MemoryStorage(inPlace));
        await storage.WriteAsync(
            "urn:x/v1/inventory.json", new MemoryStream([1]), StorageWriteOptions.Create("an update of the service"));

        ObjectImportResult result = await ImportAsync(storage, source);

        Assert.Equal(ObjectImportOutcome.Conflict, result.Outcome);
        Assert.NotNull(await storage.GetFileAsync("urn:x/v1/inventory.json"));
    }

    [Fact]
    public async Task A_comparison_finds_what_is_missing_too_much_different_and_damaged()
    {
        StorageRoot source = await StorageRoot.InitializeAsync(new MemoryStorage(), Flat);
        StorageRoot target = await StorageRoot.InitializeAsync(new MemoryStorage());
        await CommitAsync(source, "same", "1");
        await CommitAsync(source, "missing", "1");
        await CommitAsync(source, "different", "1", "2");
        await CommitAsync(source, "damaged", "1");
        using (ObjectImporter importer = await ObjectImporter.CreateAsync(target))
        {
            Assert.Equal(4, await importer.ImportAllAsync(new SourceObjects(source.Storage)).CountAsync());
        }

        Assert.Empty(await new RootComparison(source, target).FindAsync().ToListAsync());
        await CommitAsync(target, "more", "1");
        await CommitAsync(source, "different", "3");
        await target.Storage.DeleteDirectoryAsync(target.GetObjectRoot("missing"));
        await target.Storage.PutAsync(target.GetObjectRoot("damaged") + "/v1/content/a", "x");

        List<RootDifference> found = await new RootComparison(source, target).FindAsync().ToListAsync();

        Assert.Equal(
            ["Additional more", "Different different", "Invalid damaged", "Missing missing"],
            found.Where(difference => difference.ObjectId is not null)
                .Select(difference => $"{difference.Kind} {difference.ObjectId}").Order(StringComparer.Ordinal));
    }

    private static async Task<MemoryStorage> CreateRootAsync(MemoryStorage storage)
    {
        await StorageRoot.InitializeAsync(storage, Flat);
        return storage;
    }

    private static async Task<MemoryStorage> CreateSourceAsync(int versions)
    {
        MemoryStorage built = new();
        StorageRoot root = await StorageRoot.InitializeAsync(built, Flat);
        await CommitAsync(root, "urn:x", [.. Enumerable.Range(1, versions).Select(version => $"content {version}")]);
        MemoryStorage source = new();
        foreach ((string path, string content) in await ObjectSnapshot.TakeAsync(built, "urn:x"))
        {
            await source.PutAsync(SourceRoot + path["urn:x".Length..], content);
        }

        return source;
    }

    private static async Task CommitAsync(StorageRoot root, string id, params string[] contents)
    {
        FixedTime time = new();
        foreach (string content in contents)
        {
            MemoryStorage files = new();
            await files.PutAsync("a", content);
            await files.PutAsync("b/c", "the same");
            UpdateTarget target = await root.OpenObjectAsync(id) is { } found
                ? await UpdateTarget.FromAsync(found)
                : new UpdateTarget { ObjectId = id, ObjectRoot = root.GetObjectRoot(id) };
            await new ObjectUpdater(root.Storage, root.Storage.PendingArea!.Storage, time).UpdateAsync(
                target, files, options: new ObjectUpdateOptions { Message = "m", User = new("Ann", "mailto:ann@example.org") });
        }
    }

    private static async Task<ObjectImportResult> ImportAsync(MemoryStorage storage, MemoryStorage source, Faults? faults = null)
    {
        StorageRoot root = faults is null
            ? await StorageRoot.InitializeAsync(storage, Flat)
            : await StorageRoot.OpenAsync(new FaultyStorage(storage, faults));
        using ObjectImporter importer = await ObjectImporter.CreateAsync(root, new ObjectImportOptions { FilesAtOnce = 1 });
        return await importer.ImportAllAsync(new SourceObjects(source)).SingleAsync();
    }

    private static async Task RequireImportedAsync(MemoryStorage storage, MemoryStorage source)
    {
        SortedDictionary<string, string> expected = await ObjectSnapshot.TakeAsync(source, SourceRoot);
        SortedDictionary<string, string> actual = await ObjectSnapshot.TakeAsync(storage, "urn:x");
        Assert.Equal(
            expected.Select(file => (file.Key[SourceRoot.Length..], file.Value)),
            actual.Select(file => (file.Key["urn:x".Length..], file.Value)));
        if (storage.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
