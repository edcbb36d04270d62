using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;
using Ocfl.Azurite;
using Ocfl.Storage;
using Ocfl.Testing.Azurite;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What docs/operations.md says an update costs, counted: activities, and requests to the storage service.</summary>
[Trait("Category", "Slow")]
public sealed partial class RequestCountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(2000)]
    public async Task An_update_from_a_folder_costs_what_the_documentation_says(int files)
    {
        await using CountedPlace place = new(await SharedAzurite.GetAsync());
        await place.WriteSourceAsync(Enumerable.Range(0, files).ToDictionary(number => $"file-{number}", number => $"content {number}"));
        await using UpdatePipeline pipeline = new(place, new UpdateOptions().SingleSteps);
        pipeline.Options.Updates.SliceFiles = new UpdateOptions().SliceFiles;
        UpdateRequest request = new()
        {
            ObjectId = "urn:x",
            Source = place.Source,
            Message = "m",
            User = new UpdateUser("Ada", "mailto:a@b.c"),
        };
        await pipeline.InitializeAsync();
        place.Requests.Reset();
        int activities = 0;

        Assert.Null(await pipeline.CheckAsync(request));
        (string id, UpdateInput input) = await pipeline.AcceptAsync(request);
        await pipeline.RunAsync(
            input,
            (_, _, runAsync) =>
            {
                Interlocked.Increment(ref activities);
                return runAsync();
            },
            id);

        int Count(params string[] kinds) => place.Requests.Counts.Where(count => kinds.Contains(count.Key)).Sum(count => count.Value);
        int reads = Count("Get Blob", "Get Blob Properties", "Get Block List");
        int deletes = Count("Delete Blob");
        int[] counted = [activities, place.Requests.Total - reads - deletes, reads, deletes];
        Assert.Equal(Documented(files), string.Join(", ", counted));
    }

    private static string Documented(int files)
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "operations.md"));
        string[][] table = [.. page.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|'))];
        int header = Array.FindIndex(table, row => row.Any(cell => cell.Trim() == "F = 1"));
        int column = Array.FindIndex(table[header], cell => Digits().Match(cell).Value == files.ToString(CultureInfo.InvariantCulture));
        return string.Join(", ", ((string[])["activities", "writes and lists", "reads", "deletes"]).Select(name =>
            table.Skip(header).First(row => row[1].Trim().StartsWith(name, StringComparison.Ordinal))[column].Trim().Replace(
                ",", "", StringComparison.Ordinal)));
    }

    [GeneratedRegex("(?<=F = )[0-9]+")]
    private static partial Regex Digits();

    /// <summary>
    /// A storage root and a work area in containers of the run's Azurite, whose requests are counted, and a folder as the source.
    /// </summary>
    private sealed class CountedPlace : PipelinePlace
    {
        private readonly string _folder = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), "ocfl-count-" + Guid.NewGuid().ToString("N"))).FullName;
        private readonly string _name = "count-" + Guid.NewGuid().ToString("N");
        private readonly string _connectionString;
        private readonly HttpClient _http;

        public CountedPlace(AzuriteServer azurite)
        {
            _connectionString = azurite.ConnectionString;
            Requests.InnerHandler = new SocketsHttpHandler();
            _http = new HttpClient(Requests);
            Root = Open("root");
            Work = Open("work");
            Files = new LocalStorage(new LocalStorageOptions { Path = Path.Combine(_folder, "source"), Flush = false });
        }

        public RequestCounter Requests { get; } = new();

        public override IStorage Root { get; }

        public override IStorage Work { get; }

        public override UpdateSource Source { get; } = new() { Directory = "source" };

        public override IStorage Files { get; }

        public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Ocfl:Storage:Kind"] = "AzureBlob",
            ["Ocfl:Storage:ConnectionString"] = _connectionString,
            ["Ocfl:Storage:Container"] = _name + "-root",
            ["Ocfl:Work:Kind"] = "AzureBlob",
            ["Ocfl:Work:ConnectionString"] = _connectionString,
            ["Ocfl:Work:Container"] = _name + "-work",
            ["Ocfl:Sources:AllowedPaths:0"] = _folder,
        };

        public override async ValueTask DisposeAsync()
        {
            foreach (string part in (string[])["root", "work"])
            {
                await new BlobContainerClient(_connectionString, $"{_name}-{part}").DeleteIfExistsAsync();
            }

            _http.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private AzureBlobStorage Open(string part) => new(new AzureBlobStorageOptions
        {
            ConnectionString = _connectionString,
            Container = $"{_name}-{part}",
            CreateContainer = true,
            ConfigureClient = client => client.Transport = new HttpClientTransport(_http),
        });
    }
}
