using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ocfl.Objects;
using Ocfl.Testing;
using Ocfl.Validation;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>
/// The service is killed in every phase of an update of one large file, on one volume and across two. What each round reads and writes
/// beyond an update that is not disturbed is at most one range, and nothing is left over.
/// </summary>
/// <remarks>
/// <c>OCFL_RANGE_ROUNDS</c>, <c>OCFL_RANGE_FILE</c> and <c>OCFL_RANGE_BYTES</c> set the number of rounds and the bytes of the file and of
/// a range; <c>TMPDIR</c> says where. Bytes are counted by the operating system, for both processes of a round. The file is hashed as it is
/// read, so that what is not read again is not hashed again.
/// </remarks>
[Trait("Category", "Slow")]
public sealed class RangeRecoveryTests(ITestOutputHelper output)
{
    // What a process reads and writes that has just started, and what updates keep for themselves, differs by less.
    private const long Slack = 4L << 20;
    private static readonly int Rounds = (int)Number("OCFL_RANGE_ROUNDS", 3);
    private static readonly long FileBytes = Number("OCFL_RANGE_FILE", 48L << 20);
    private static readonly long RangeBytes = Number("OCFL_RANGE_BYTES", 8L << 20);

    [LinuxProcessFact]
    public Task On_one_volume_a_kill_costs_at_most_one_range() => RunAsync(work: null);

    [LinuxProcessFact(NeedsOtherVolume = true)]
    public async Task Across_two_volumes_a_kill_costs_at_most_one_range()
    {
        string work = Path.Combine(OtherVolume.Find()!, "ocfl-e2e-" + Guid.NewGuid().ToString("N"));
        try
        {
            await RunAsync(work);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
            Directory.Delete(work + ".pending", recursive: true);
        }
    }

    private async Task RunAsync(string? work)
    {
        string[] settings =
        [
            string.Create(CultureInfo.InvariantCulture, $"--Ocfl:Updates:RangeBytes={RangeBytes}"),
            .. work is null ? (string[])[] : [$"--Ocfl:Work:Path={work}"],
        ];
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local, settings);
        ProcessBytes start = ProcessBytes.Of(service.ProcessId);
        using SourceFolder source = new(service);
        byte[] digest = await WriteAsync(source["large.bin"]);
        Update update = new(service, work ?? Path.Combine(service.Data, "work"), source, digest);

        ProcessBytes before = ProcessBytes.Of(service.ProcessId);
        await update.StartAsync();
        await update.RequireDoneAsync();
        ProcessBytes undisturbed = ProcessBytes.Of(service.ProcessId) - before;
        output.WriteLine($"Without a kill: {Show(undisturbed)}.");
        Assert.True(undisturbed.Read >= FileBytes && undisturbed.Written >= FileBytes, Show(undisturbed));
        for (int round = 0; round < Rounds; round++)
        {
            // To 1 it is staged, to 2 it is copied, after that it is committed.
            double moment = 3 * (round + Random.Shared.NextDouble()) / Rounds;
            before = ProcessBytes.Of(service.ProcessId);
            await update.StartAsync();
            await Deadline.ForAsync(
                "the moment to be killed",
                () => Task.FromResult(update.Progress() >= moment ? update : null),
                () => service.Log,
                TimeSpan.FromMilliseconds(1));
            ProcessBytes first = await ProcessBytes.StopAsync(service.ProcessId) - before;
            double progress = update.Progress();
            await service.KillAsync();
            await service.RestartAsync();
            string phase = await update.RequireDoneAsync();
            ProcessBytes again = first + ProcessBytes.Of(service.ProcessId) - start - undisturbed;

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Killed at {progress:0.00} of 3, to be seen as {phase}: again {Show(again)}."));
            Assert.True(Math.Max(again.Read, again.Written) <= RangeBytes + Slack, $"{Show(again)} again, killed at {progress}");
        }
    }

    private static async Task<byte[]> WriteAsync(string path)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        byte[] block = new byte[1 << 20];
        await using FileStream file = File.Create(path);
        for (long left = FileBytes; left > 0; left -= block.Length)
        {
            Random.Shared.NextBytes(block);
            ReadOnlyMemory<byte> part = block.AsMemory(0, (int)Math.Min(left, block.Length));
            await file.WriteAsync(part);
            hash.AppendData(part.Span);
        }

        return hash.GetHashAndReset();
    }

    private static long Number(string name, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out long number) ? number : usual;

    private static string Show(ProcessBytes bytes) => string.Create(
        CultureInfo.InvariantCulture, $"{bytes.Read / 1048576.0:0.0} MiB read, {bytes.Written / 1048576.0:0.0} MiB written");

    /// <summary>Updates of new objects, one after the other, and where they can be seen.</summary>
    private sealed class Update(LocalService service, string work, SourceFolder source, byte[] digest)
    {
        private string _objectId = "";
        private string _objectRoot = "";
        private string _id = "";

        public async Task StartAsync()
        {
            using ServiceClient client = new(service);
            _objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
            _objectRoot = (await StorageRoot.OpenAsync(service.Root)).GetObjectRoot(_objectId);
            _id = await client.StartAsync(ServiceClient.Body(_objectId, source.Source()));
        }

        /// <summary>How far the update is in the file systems: from 0 to 1 staged, to 2 copied, 3 when it is committed.</summary>
        public double Progress()
        {
            if (File.Exists(Path.Combine(service.Root.Location, _objectRoot, "inventory.json")))
            {
                return 3;
            }

            string pending = Path.Combine(service.Root.PendingArea!.Storage.Location, _id);
            double copied = Largest(pending) / (double)FileBytes;
            return copied > 0 ? 1 + copied : Largest(Path.Combine(work, "updates", _id, "stage")) / (double)FileBytes;
        }

        /// <summary>Waits for its end, and checks that the object is right and nothing else is left. Then the object is removed.</summary>
        /// <returns>The phase in which it was found first.</returns>
        public async Task<string> RequireDoneAsync()
        {
            using ServiceClient client = new(service);
            JsonNode found = await client.GetUpdateAsync(_id);
            JsonNode update = await client.WaitForStatusAsync(_id, "Completed");
            Assert.Equal(FileBytes, (long)update["progress"]!["stagedBytes"]!);
            ValidationReport report = await new Validator(service.Root).ValidateObjectAsync(_objectRoot);
            Assert.Empty(report.Findings);
            string content = Path.Combine(service.Root.Location, _objectRoot, "v1", "content", "large.bin");
            await using (FileStream file = File.OpenRead(content))
            {
                Assert.Equal(digest, await SHA512.HashDataAsync(file));
            }

            Assert.Equal(0, Largest(service.Root.PendingArea!.Storage.Location));
            Assert.True(Largest(work) < 1 << 20, "Content is left in the work area.");
            Assert.DoesNotContain(
                Directory.EnumerateFiles(Path.Combine(work, "updates", _id), "*", SearchOption.AllDirectories),
                path => path.Contains("/stage/", StringComparison.Ordinal) || path.Contains("/slices/", StringComparison.Ordinal));
            Directory.Delete(Path.Combine(service.Root.Location, _objectRoot), recursive: true);
            return found["phase"]?.ToString() ?? found["status"]!.ToString();
        }

        // Files come and go meanwhile.
        private static long Largest(string folder)
        {
            try
            {
                return Directory.Exists(folder)
                    ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(LengthOf).DefaultIfEmpty().Max()
                    : 0;
            }
            catch (DirectoryNotFoundException)
            {
                return 0;
            }
        }

        private static long LengthOf(FileInfo file)
        {
            try
            {
                return file.Length;
            }
            catch (FileNotFoundException)
            {
                return 0;
            }
        }
    }
}
