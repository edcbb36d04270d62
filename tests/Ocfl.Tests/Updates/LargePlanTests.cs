using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>Measures memory, and so runs alone.</summary>
[CollectionDefinition(nameof(LargePlanTests), DisableParallelization = true)]
[Collection(nameof(LargePlanTests))]
[Trait("Category", "Slow")]
public sealed class LargePlanTests
{
    private const int Files = 100_000;
    private const int MostBytesOfAFile = 450;

    [Fact]
    public void A_plan_of_100_000_files_takes_some_hundred_bytes_a_file()
    {
        UpdateTarget target = new() { ObjectId = "urn:x", ObjectRoot = "o" };
        VersionPlanner planner = new(new MemoryStorage(), target, "sha512", new ObjectUpdateOptions());
        long before = GC.GetTotalMemory(forceFullCollection: true);

        Stage stage = planner.BuildStage(Enumerable.Range(0, Files).Select(Make), []);
        UpdatePlan plan = planner.BuildPlan(stage, DateTimeOffset.UnixEpoch);

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown / Files < MostBytesOfAFile, $"{grown / Files} bytes a file");
        Assert.Equal(Files + 6, plan.Activities.Count);
        Assert.Equal(Files, stage.State.PathCount);
    }

    private static StagedFile Make(int number)
    {
        string name = number.ToString("D6", CultureInfo.InvariantCulture);
        string digest = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(name)));
        return new StagedFile
        {
            LogicalPath = $"folder {name[..3]}/a file with the number {name}",
            Digest = digest,
            Content = new StagedContent($"updates/an update/stage/a list/content/digests/{name[..3]}/{digest}", 10, $"a state of {name}"),
        };
    }
}
