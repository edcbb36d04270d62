using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Ocfl.Digests;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>A bag as the source of an update, and files with expected digests.</summary>
public sealed class BagTests
{
    private static readonly Dictionary<string, string> Payload = new(StringComparer.Ordinal)
    {
        ["a.txt"] = "same",
        ["deep/b.txt"] = "same",
        ["deep/100%.txt"] = "percent",
        ["a%25b"] = "encoded",
        ["Grüße.txt"] = "unicode",
        ["empty"] = "",
    };

    [Theory]
    [InlineData("Local", "1.0", "md5")]
    [InlineData("Local", "0.97", "sha256")]
    [InlineData("InPlace", "1.0", "sha1 sha512")]
    [InlineData("InPlace", "0.97", "md5 sha1 sha256 sha512")]
    [InlineData("Azurite", "1.0", "md5 sha512")]
    [InlineData("Stage Local", "1.0", "md5 sha256")]
    [InlineData("Stage InPlace", "0.97", "sha1 sha512")]
    [InlineData("Stage Azurite", "1.0", "md5 sha512")]
    public async Task The_payload_becomes_the_version_and_its_digests_the_fixity_block(string kind, string version, string algorithms)
    {
        await using PipelinePlace place = await CreatePlaceAsync(kind);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        string[] names = algorithms.Split(' ');
        await place.WriteSourceAsync(BagFiles.Create(Payload, names, version));

        UpdateResult result = await RunAsync(pipeline, Request(place));

        OcflObject found = (await (await StorageRoot.OpenAsync(place.Root)).OpenObjectAsync("urn:x"))!;
        Assert.Equal(Payload.Keys.Order(StringComparer.Ordinal), PathsOf(found));
        Assert.True((await new Validator(place.Root).ValidateObjectAsync(result.ObjectRoot!)).IsValid);
        JsonElement fixity = await FixityAsync(place, result);
        Assert.Equal(
            names.Where(name => name != "sha512").Order(StringComparer.Ordinal),
            fixity.ValueKind == JsonValueKind.Undefined ? [] : fixity.EnumerateObject().Select(member => member.Name).Order(
                StringComparer.Ordinal));
        Assert.All(names.Where(name => name != "sha512"), name => Assert.Equal(
            Payload.Values.Distinct().Select(text => BagFiles.Digest(name, text)).Order(StringComparer.Ordinal),
            fixity.GetProperty(name).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Names_with_line_ends_are_decoded()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(BagFiles.Create(
            new Dictionary<string, string> { ["a\nb"] = "1", ["c\rd"] = "2", ["%0A"] = "3", ["e"] = "4" }, ["sha256"]));

        await RunAsync(pipeline, Request(pipeline.Place));

        OcflObject found = (await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"))!;
        Assert.Equal(["%0A", "a\nb", "c\rd", "e"], PathsOf(found));
    }

    [Fact]
    public async Task Tag_files_are_kept_below_a_folder_and_patterns_name_paths_of_the_version()
    {
        await using UpdatePipeline pipeline = new("Local", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(BagFiles.Create(Payload, ["md5"]));
        UpdateRequest request = Request(pipeline.Place);

        await RunAsync(pipeline, request with
        {
            Source = request.Source! with { BagTags = "bag", Include = ["deep/**", "bag/bag-*"] },
        });
        await RunAsync(pipeline, request with
        {
            Mode = UpdateMode.Select,
            Changes = [new StateChange { Kind = StateChangeKind.Add, Path = "new", Content = "a.txt" }],
        });

        OcflObject found = (await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"))!;
        Assert.Equal(["bag/bag-info.txt", "deep/100%.txt", "deep/b.txt", "new"], PathsOf(found));
    }

    public static TheoryData<string, string> WrongBags => new()
    {
        { "missing", "1 file is missing: 'data/a.txt'." },
        { "unlisted", "1 file is in no manifest, or not in each that must have it: 'data/more'." },
        { "one manifest only", "1 file is in no manifest, or not in each that must have it: 'data/a.txt'." },
        { "changed", "1 file has another digest: 'data/a.txt' (md5, sha256)." },
        { "changed though excluded", "1 file has another digest: 'data/deep/b.txt' (md5, sha256)." },
        { "tag file changed", "1 file has another digest: 'bagit.txt' (md5, sha256)." },
        { "tag file missing", "1 file is missing: 'extra.txt'." },
        { "to fetch", "1 file of fetch.txt has not been fetched: 'data/a.txt'." },
        { "oxum", "By Payload-Oxum the payload has 1 bytes in 2 files; it has 29 bytes in 6 files." },
    };

    [Theory]
    [MemberData(nameof(WrongBags))]
    public Task A_bag_that_is_incomplete_or_wrong_is_refused_with_its_files(string fault, string message) =>
        RequireRefusedAsync("Local", fault, message);

    [Theory]
    [MemberData(nameof(WrongBags))]
    public Task An_uploaded_bag_that_is_incomplete_or_wrong_is_refused_with_its_files(string fault, string message) =>
        RequireRefusedAsync("Stage Local", fault, message);

    private static async Task RequireRefusedAsync(string kind, string fault, string message)
    {
        await using PipelinePlace place = await CreatePlaceAsync(kind);
        await using UpdatePipeline pipeline = new(place, singleSteps: 300);
        Dictionary<string, string> files = BagFiles.Create(Payload, ["md5", "sha256"], hasTagManifests: fault == "tag file changed");
        Func<UpdateSource, UpdateSource> select = source => source;
        switch (fault)
        {
            case "missing":
                files.Remove("data/a.txt");
                files.Remove("bag-info.txt");
                break;
            case "unlisted":
                files["data/more"] = "more";
                files.Remove("bag-info.txt");
                break;
            case "one manifest only":
                files["manifest-md5.txt"] = string.Join('\n', files["manifest-md5.txt"].Split('\n').Where(
                    line => !line.EndsWith("data/a.txt", StringComparison.Ordinal)));
                break;
            case "changed":
                files["data/a.txt"] = "SAME";
                break;
            case "changed though excluded":
                files["data/deep/b.txt"] = "SAME";
                select = source => source with { Exclude = ["deep/**"] };
                break;
            case "tag file changed":
                files["bagit.txt"] += "\n";
                break;
            case "tag file missing":
                files["tagmanifest-md5.txt"] = $"{BagFiles.Digest("md5", "")} extra.txt\n";
                break;
            case "to fetch":
                files.Remove("data/a.txt");
                files.Remove("bag-info.txt");
                files["fetch.txt"] = "https://example.org/a%20b 4 data/a.txt\n";
                break;
            default:
                files["bag-info.txt"] = "payload-oxum: 1.2\n";
                break;
        }

        await place.WriteSourceAsync(files);
        UpdateRequest request = Request(place);
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(pipeline, request with { Source = select(request.Source!) }, "update"));

        Assert.Equal(typeof(ContentMismatchException).FullName, failure.FailureDetails.ErrorType);
        Assert.Equal("The source is not as its manifests say. " + message, failure.FailureDetails.ErrorMessage);
        Assert.Equal(fault != "oxum", (await pipeline.MismatchesAsync("update"))!.Listed.Count > 0);
        Assert.Null(await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"));
        Assert.DoesNotContain(
            (await ObjectSnapshot.TakeAsync(pipeline.Work)).Keys, path => path.Contains("/stage/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payload_file_of_an_old_bag_may_be_in_one_manifest_only()
    {
        await using UpdatePipeline pipeline = new("Local", singleSteps: 300);
        Dictionary<string, string> files = BagFiles.Create(Payload, ["md5", "sha1"], "0.97", hasTagManifests: false);
        files["manifest-md5.txt"] = string.Join('\n', files["manifest-md5.txt"].Split('\n').Where(
            line => !line.EndsWith("data/a.txt", StringComparison.Ordinal)));
        await pipeline.Place.WriteSourceAsync(files);

        Assert.Equal("v1", (await RunAsync(pipeline, Request(pipeline.Place))).Version);
    }

    [Theory]
    [InlineData("bagit.txt", null, "no 'bagit.txt'")]
    [InlineData("bagit.txt", "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n", "'2.0'")]
    [InlineData("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: ISO-8859-1\n", "'ISO-8859-1'")]
    [InlineData("bagit.txt", "BagIt-Version: 1.0\n", "line 2")]
    [InlineData("bagit.txt", "\uFEFFBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "byte order mark")]
    [InlineData("manifest-md5.txt", null, "no payload manifest")]
    [InlineData("manifest-md5.txt", "d41d8cd98f00b204e9800998ecf8427e data/../../etc\n", "line 1: 'data/../../etc' is not a path")]
    [InlineData("manifest-md5.txt", "d41d8cd98f00b204e9800998ecf8427e /etc/passwd\n", "line 1: '/etc/passwd' is not a path")]
    [InlineData("manifest-md5.txt", "d41d8cd98f00b204e9800998ecf8427e bagit.txt\n", "not below 'data'")]
    [InlineData("manifest-md5.txt", "d41d8 data/a.txt\n", "'d41d8' is not a digest of md5")]
    [InlineData("manifest-md5.txt", "\nd41d8cd98f00b204e9800998ecf8427e\n", "line 2: there is no path")]
    [InlineData(
        "manifest-md5.txt",
        "d41d8cd98f00b204e9800998ecf8427e data/a.txt\nd41d8cd98f00b204e9800998ecf8427e data/a.txt\n",
        "line 2: 'data/a.txt' is listed twice")]
    [InlineData("manifest-crc32.txt", "00 data/a.txt\n", "'crc32' is not an algorithm")]
    [InlineData("manifest-MD-5.txt", "d41d8cd98f00b204e9800998ecf8427e data/a.txt\n", "another manifest of the algorithm md5")]
    [InlineData("tagmanifest-md5.txt", "d41d8cd98f00b204e9800998ecf8427e data/a.txt\n", "not a tag file")]
    [InlineData("fetch.txt", "https://example.org/a data/a.txt\n", "line 1")]
    [InlineData("fetch.txt", "https://example.org/a - data/../a.txt\n", "line 1")]
    [InlineData("bag-info.txt", "Payload-Oxum: many\n", "Payload-Oxum")]
    public async Task What_is_no_bag_is_refused_with_the_file_and_the_rule(string path, string? text, string message)
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        Dictionary<string, string> files = BagFiles.Create(Payload, ["md5"], hasTagManifests: false);
        files.Remove(path);
        if (text is not null)
        {
            files[path] = text;
        }

        await pipeline.Place.WriteSourceAsync(files);
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(pipeline, Request(pipeline.Place)));

        Assert.Equal(typeof(InvalidUpdateException).FullName, failure.FailureDetails.ErrorType);
        Assert.Contains(message, failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_that_are_too_long_together_are_refused()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        Dictionary<string, string> files = BagFiles.Create(Payload, ["md5", "sha1"], hasTagManifests: false);
        await pipeline.Place.WriteSourceAsync(files);
        int bytes = files.Where(file => file.Key.StartsWith("manifest-", StringComparison.Ordinal))
            .Sum(file => System.Text.Encoding.UTF8.GetByteCount(file.Value));
        pipeline.Options.Storage.MaxInventoryBytes = bytes - 1;

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(pipeline, Request(pipeline.Place)));

        Assert.Equal(typeof(InvalidUpdateException).FullName, failure.FailureDetails.ErrorType);
        Assert.Contains($"{bytes} bytes together", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha512 md5", "sha512 md5", false)]
    [InlineData("sha256 md5", "sha512 md5", true)]
    [InlineData("md5", "sha512 md5", true)]
    public async Task An_upload_is_read_again_only_for_digests_that_it_does_not_have(string known, string wanted, bool isRead)
    {
        MemoryStorage storage = new();
        await storage.PutAsync("content", "1");
        Dictionary<string, string> digests = known.Split(' ').ToDictionary(name => name, name => BagFiles.Digest(name, "1"));
        SourceFile file = new(
            0, "data/a", 1, (await storage.GetFileAsync("content"))!.ETag, LogicalPath: "a", Uploaded: new("content", digests));
        DigestAlgorithm[] algorithms = [.. wanted.Split(' ').Select(DigestAlgorithm.Get)];
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        UpdateTelemetry telemetry = new(pipeline.Meters, TimeProvider.System, NullLogger<UpdateTelemetry>.Instance);
        UploadIntake closed = new(new WorkArea(new ClosedStorage(storage, "content", Closing.Reading)), telemetry);

        StagedFile taken = await new UploadIntake(new WorkArea(storage), telemetry).TakeAsync(
            file, algorithms[0], algorithms, NoStore, default);

        Assert.Equal(
            ("a", BagFiles.Digest("sha512", "1"), BagFiles.Digest("md5", "1")), (taken.LogicalPath, taken.Digest, taken.Fixity!["md5"]));
        Assert.Equal(
            isRead,
            await Record.ExceptionAsync(() => closed.TakeAsync(file, algorithms[0], algorithms, NoStore, default)) is StorageException);
        digests[known.Split(' ')[0]] = new string('0', 32);
        if (isRead)
        {
            await Assert.ThrowsAsync<ContentMismatchException>(
                () => new UploadIntake(new WorkArea(storage), telemetry).TakeAsync(file, algorithms[0], algorithms, NoStore, default));
        }
    }

    private static Task<StagedContent> NoStore(string digest, Stream bytes) => throw new InvalidOperationException();

    [Fact]
    public async Task A_manifest_that_is_not_utf8_is_refused()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(BagFiles.Create(Payload, ["md5"], hasTagManifests: false));
        using MemoryStream latin = new([.. "d41d8cd98f00b204e9800998ecf8427e data/"u8, 0xFC]);
        await pipeline.Place.Files.WriteAsync("manifest-md5.txt", latin, new StorageWriteOptions());

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(pipeline, Request(pipeline.Place)));

        Assert.Contains("UTF-8", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_wrong_files_the_first_are_named_and_all_are_listed()
    {
        await using UpdatePipeline pipeline = new("Local", singleSteps: 300);
        Dictionary<string, string> files = BagFiles.Create(
            Enumerable.Range(0, 30).ToDictionary(number => $"{number:D2}", number => $"text {number}"), ["md5", "sha1"]);
        for (int number = 0; number < 25; number++)
        {
            files[$"data/{number:D2}"] = $"TEXT {number}";
        }

        await pipeline.Place.WriteSourceAsync(files);
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(pipeline, Request(pipeline.Place), "update"));

        Assert.Contains("25 files have another digest: 'data/", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.EndsWith(", and 15 more.", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        MismatchRecord record = (await pipeline.MismatchesAsync("update"))!;
        Assert.Equal(25, record.Total);
        Assert.Equal(
            Enumerable.Range(0, 25).SelectMany(number => (string[])[$"data/{number:D2} md5", $"data/{number:D2} sha1"]),
            record.Listed.Select(mismatch => $"{mismatch.Path} {mismatch.Algorithm}").Order(StringComparer.Ordinal));
        Assert.All(record.Listed, mismatch => Assert.NotEqual(mismatch.Expected, mismatch.Actual));
    }

    [Theory]
    [InlineData("{0}  a\n{1} *b/c\n", null)]
    [InlineData("{0}  ./a\n\n{1}  b/c", null)]
    [InlineData("{1}  a\n{0}  b/c\n", "2 files have another digest: 'a' (sha1), 'b/c' (sha1).")]
    [InlineData("{0}  a\n", "1 file is in no manifest, or not in each that must have it: 'b/c'.")]
    [InlineData("{0}  a\n{1}  b/c\n{1}  d\n", "1 file is missing: 'd'.")]
    [InlineData("{0}  a\n{1}  b/c\n{1}  left-out/d\n", null)]
    public async Task Files_must_have_the_digests_of_a_list_in_the_source(string list, string? message)
    {
        foreach (string kind in (string[])["Local", "Stage Local"])
        {
            await using PipelinePlace place = await CreatePlaceAsync(kind);
            await RequireListedAsync(place, list, message);
        }
    }

    private static async Task RequireListedAsync(PipelinePlace place, string list, string? message)
    {
        await using UpdatePipeline pipeline = new(place, singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string>
        {
            ["a"] = "1",
            ["b/c"] = "2",
            ["left-out/x"] = "3",
            ["sums.txt"] = string.Format(
                System.Globalization.CultureInfo.InvariantCulture, list, BagFiles.Digest("sha1", "1"), BagFiles.Digest("sha1", "2")),
        });
        UpdateRequest request = Request(pipeline.Place) with
        {
            Source = pipeline.Place.Source with
            {
                Exclude = ["left-out/**"],
                Digests = new SourceDigests { Algorithm = "sha1", Manifest = "sums.txt" },
            },
        };

        if (message is null)
        {
            UpdateResult result = await RunAsync(pipeline, request);

            Assert.Equal(["a", "b/c"], PathsOf((await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x"))!));
            Assert.Equal(JsonValueKind.Undefined, (await FixityAsync(pipeline.Place, result)).ValueKind);
            return;
        }

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(pipeline, request));
        Assert.Equal("The source is not as its manifests say. " + message, failure.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task Digests_of_a_request_are_compared_and_kept_if_the_fixity_block_is_to_have_them()
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1" });
        UpdateRequest request = Request(pipeline.Place) with
        {
            Source = pipeline.Place.Source with
            {
                Digests = new SourceDigests
                {
                    Algorithm = "md5",
                    Files = new Dictionary<string, string> { ["a"] = BagFiles.Digest("md5", "1") },
                },
            },
            Fixity = ["md5"],
        };

        UpdateResult result = await RunAsync(pipeline, request);

        Assert.True((await FixityAsync(pipeline.Place, result)).GetProperty("md5").TryGetProperty(BagFiles.Digest("md5", "1"), out _));
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "2" });
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(pipeline, request));
        Assert.Contains("'a' (md5)", failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<PipelinePlace> CreatePlaceAsync(string kind) => kind.Split(' ') switch
    {
        ["Stage", var inner] => new StagePlace(await CreatePlaceAsync(inner)),
        ["Azurite"] => await BlobPlace.CreateAsync(),
        _ => PipelinePlace.Create(kind),
    };

    private static UpdateRequest Request(PipelinePlace place) => new()
    {
        ObjectId = "urn:x",
        Source = place.Source with { Bag = true },
        Message = "m",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
    };

    private static Task<UpdateResult> RunAsync(UpdatePipeline pipeline, UpdateRequest request, string? id = null)
    {
        UpdateRequest one = request.Source?.Digests is null ? request : request with { Source = request.Source with { Bag = false } };
        return pipeline.RunAsync(one, (_, runAsync) => runAsync(), id ?? Guid.NewGuid().ToString("N"));
    }

    private static IEnumerable<string> PathsOf(OcflObject found) =>
        found.Inventory.HeadVersion.State.Paths.Select(path => path.Key).Order(StringComparer.Ordinal);

    private static async Task<JsonElement> FixityAsync(PipelinePlace place, UpdateResult result)
    {
        string text = await place.Root.GetAsync(StoragePath.Combine(result.ObjectRoot!, "inventory.json"));
        using JsonDocument inventory = JsonDocument.Parse(text);
        return inventory.RootElement.TryGetProperty("fixity", out JsonElement fixity) ? fixity.Clone() : default;
    }
}
