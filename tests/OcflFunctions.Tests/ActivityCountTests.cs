using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Tests;

/// <summary>How many activities an update has, by the default of the engine's host.</summary>
public sealed class ActivityCountTests
{
    private const int MostOnAzure = 40;
    private const int OnOneMachine = 300;

    [Theory]
    [InlineData(4, 16)]
    [InlineData(24, 36)]
    [InlineData(25, 13)]
    [InlineData(200, 13)]
    [InlineData(2000, 19)]
    public async Task On_Azure_an_update_of_up_to_2000_files_has_at_most_40(int files, int expected)
    {
        Assert.Equal(expected, await CountAsync("InPlace", files, new UpdateOptions().SingleSteps));
        Assert.InRange(expected, 1, MostOnAzure);
    }

    [Theory]
    [InlineData(4, 16)]
    [InlineData(200, 212)]
    [InlineData(2000, 19)]
    public async Task On_one_machine_each_step_of_a_few_hundred_has_its_own(int files, int expected) =>
        Assert.Equal(expected, await CountAsync("Local", files, OnOneMachine));

    private static async Task<int> CountAsync(string kind, int files, int singleSteps)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps);
        pipeline.Options.Updates.SliceFiles = new UpdateOptions().SliceFiles;
        await pipeline.Place.WriteSourceAsync(
            Enumerable.Range(0, files).ToDictionary(number => $"file-{number}", number => $"content {number}"));
        UpdateRequest request = new()
        {
            ObjectId = "urn:x",
            Source = pipeline.Place.Source,
            Message = "m",
            User = new UpdateUser("Ada", "mailto:a@b.c"),
        };
        int activities = 0;
        UpdateResult result = await pipeline.RunAsync(request, (_, runAsync) =>
        {
            Interlocked.Increment(ref activities);
            return runAsync();
        });
        Assert.Equal(files + 6, result.Steps);
        return activities;
    }
}
