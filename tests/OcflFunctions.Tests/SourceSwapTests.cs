using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>
/// Somebody who may write to a source makes a folder of it a link to another place while an update takes its content: the update fails,
/// is held, or has what the source had; never anything from outside.
/// </summary>
public sealed class SourceSwapTests : IDisposable
{
    private const string Secret = "from outside";
    private const string Content = "from inside!"; // As long as the other.

    private static readonly string[] Paths = ["a", "b", "c", "sub/a", "sub/b", "sub/c", "sub/d", "sub/e"];

    private readonly string _outside = Directory.CreateTempSubdirectory("ocfl-outside-").FullName;

    public static TheoryData<string, string, string> Moments
    {
        get
        {
            TheoryData<string, string, string> cases = [];
            foreach (string kind in (string[])["Local", "InPlace"])
            {
                foreach (string swapped in (string[])["", "sub", "sub/e"])
                {
                    foreach (string moment in (string[])[nameof(ListSource), nameof(BuildStage), "the first content"])
                    {
                        cases.Add(kind, swapped, moment);
                    }
                }
            }

            return cases;
        }
    }

    public SourceSwapTests() => Write(_outside, Secret);

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Nothing_comes_from_outside(string kind, string swapped, string moment)
    {
        bool isSwapped = false;
        string source = "";
        void Swap()
        {
            if (!isSwapped)
            {
                isSwapped = true;
                string path = Path.Combine(source, swapped).TrimEnd('/');
                Directory.Move(path, path + ".real");
                File.CreateSymbolicLink(path, Path.Combine(_outside, swapped));
            }
        }

        await using UpdatePipeline pipeline = new(kind, singleSteps: 0, storage => new WatchedStorage(storage, _ =>
            Task.CompletedTask, path =>
        {
            if (moment == "the first content"
                && (UpdatePipeline.IsStagedContent(path) || path.Contains("/content/", StringComparison.Ordinal)))
            {
                Swap();
            }
        }));
        source = pipeline.Place.Files.Location;
        Write(source, Content);
        pipeline.Options.Updates.FilesAtOnce = 1;

        UpdateRequest request = new() { ObjectId = "urn:x", Source = pipeline.Place.Source };
        Exception? failure = await Record.ExceptionAsync(() => pipeline.RunAsync(request, async (name, input, runAsync) =>
        {
            object? answer = await runAsync();
            if (name == moment)
            {
                Swap();
            }

            return answer;
        }));

        Assert.True(isSwapped);
        Assert.True(failure is null or TaskFailedException, failure?.ToString());
        SortedDictionary<string, string> made = await UpdatePipeline.FilesAsync(pipeline.Root);
        Assert.DoesNotContain(
            made.Values.Concat((await UpdatePipeline.FilesAsync(pipeline.Work)).Values),
            text => text.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(failure is null ? Paths.Length : 0, made.Values.Count(text => text.StartsWith(Content, StringComparison.Ordinal)));
    }

    private static void Write(string folder, string text)
    {
        foreach (string path in Paths)
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{text} {path}");
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }
    }
}
