using System.Globalization;
using Microsoft.DurableTask;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>Many small files of a folder, which are read and hashed in groups.</summary>
public sealed class GroupedFilesTests
{
    private const int Files = 300;
    private const int All = 1000;

    [Fact]
    public async Task Each_has_its_own_content_new_or_known()
    {
        Dictionary<string, string> first = Enumerable.Range(0, Files).ToDictionary(Name, i => Text(i, i % 200));
        Dictionary<string, string> second = first.ToDictionary(
            file => file.Key, file => file.Key.EndsWith('7') ? Text(-1, file.Key.Length) + file.Key : file.Value);
        second["long"] = Text(1, SmallContents.BytesOfSmallest + 1);
        second["longer"] = Text(2, ContentInMemory.MostBytes + 1);
        second["equal"] = second["long"];
        await using PipelinePlace place = PipelinePlace.Create("Local");
        await using UpdatePipeline pipeline = new(place, singleSteps: 1, sliceFiles: All);

        foreach (Dictionary<string, string> files in (Dictionary<string, string>[])[first, second])
        {
            await place.WriteSourceAsync(files);
            UpdateResult result = await pipeline.RunAsync(
                Request(place), (_, _, runAsync) => runAsync(), files == first ? "first" : "second");

            OcflObject stored = (await (await StorageRoot.OpenAsync(place.Root)).OpenObjectAsync("urn:x"))!;
            Assert.Equal(files.Count, stored.Inventory.HeadVersion.State.PathCount);
            SortedDictionary<string, string> written = await ObjectSnapshot.TakeAsync(place.Root, result.ObjectRoot!);
            foreach ((string path, string text) in files)
            {
                Assert.True(stored.Inventory.HeadVersion.State.TryGetDigest(path, out string? digest), path);
                Assert.True(stored.Inventory.Manifest.TryGetPaths(digest, out IReadOnlyList<string>? content), path);
                Assert.Equal(text, written[$"{result.ObjectRoot}/{content[0]}"]);
            }
        }
    }

    /// <summary>What cannot be read in a group is read alone, and has its reason.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_changes_after_it_was_listed_is_reported_by_its_name(bool isGone)
    {
        await using PipelinePlace place = PipelinePlace.Create("Local");
        await place.WriteSourceAsync(Enumerable.Range(0, Files).ToDictionary(Name, i => Text(i, 50)));
        await using UpdatePipeline pipeline = new(place, singleSteps: 1, sliceFiles: All);

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
            () => pipeline.RunAsync(Request(place), async (name, _, runAsync) =>
            {
                object? answer = await runAsync();
                if (name == nameof(ListSource))
                {
                    await place.Files.DeleteAsync(Name(123));
                    await (isGone ? Task.CompletedTask : place.Files.PutAsync(Name(123), Text(5, 50)));
                }

                return answer;
            }));

        Assert.True(failure.FailureDetails.IsCausedBy<ContentMismatchException>(), failure.ToString());
        Assert.Contains(Name(123), failure.Message, StringComparison.Ordinal);
    }

    private static UpdateRequest Request(PipelinePlace place) => new() { ObjectId = "urn:x", Source = place.Source };

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"d{number % 3}/file-{number:D3}");

    private static string Text(int seed, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + ((i + seed + (i * seed)) % 26 + 26) % 26)));
}
