using System.Diagnostics;
using System.Globalization;
using Ocfl.Objects;
using Ocfl.Testing;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Processes that update one object at once, with no claims to help them.</summary>
[Trait("Category", "Slow")]
public sealed class ContestTests
{
    private const string ObjectRoot = "a1b/2c3/contested";
    private const int Writers = 10;
    private const int VersionsEach = 2;

    [Fact]
    public async Task Ten_processes_end_with_exactly_the_versions_that_were_answered_as_committed()
    {
        await using TestContainer container = await TestContainer.CreateAsync();

        string[][] answers = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(writer => RunWriterAsync(container, $"writer-{writer}")));

        AzureBlobStorage storage = new(container.Options() with { Prefix = "root" });
        Dictionary<string, string> answered = answers.SelectMany(lines => lines)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => words[1]);
        Dictionary<string, string> committed = await ObjectHistory.ReadAsync(storage, ObjectRoot);
        Assert.Equal(Writers * VersionsEach, answered.Count);
        Assert.Equal(answered, committed);
        await ObjectHistory.AssertValidAsync(storage, ObjectRoot);
        OcflObject found = (await OcflObject.TryOpenAsync(storage, ObjectRoot))!;
        Assert.Equal(Writers * VersionsEach, found.Inventory.HeadVersion.State.Paths.Count());
        Assert.Empty(await new AzureBlobStorage(container.Options() with { Prefix = "work" }).ListAllAsync("", recursive: true));
    }

    private static async Task<string[]> RunWriterAsync(TestContainer container, string name)
    {
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Ocfl.AzureBlobs.Writer.dll"),
                container.Name,
                ObjectRoot,
                name,
                VersionsEach.ToString(CultureInfo.InvariantCulture),
            },
            Environment = { ["WRITER_CONNECTION_STRING"] = container.Server.ConnectionString },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process writer = Process.Start(start)!;
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        try
        {
            Task<string> errors = writer.StandardError.ReadToEndAsync(deadline.Token);
            string output = await writer.StandardOutput.ReadToEndAsync(deadline.Token);
            await writer.WaitForExitAsync(deadline.Token);
            Assert.True(writer.ExitCode == 0, $"{name} failed: {await errors}");
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        finally
        {
            if (!writer.HasExited)
            {
                writer.Kill();
            }
        }
    }
}
