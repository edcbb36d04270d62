using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>Objects for imports, built by the updates of this service in another place.</summary>
internal static class ImportedObjectFiles
{
    /// <summary>The source of a place, as an import names it.</summary>
    public static ImportRequest RequestOf(PipelinePlace place) => new()
    {
        Source = new ImportSource { Directory = place.Source.Directory, Container = place.Source.Container },
    };

    /// <summary>The files of an object with some versions, by path from its root.</summary>
    public static async Task<SortedDictionary<string, string>> BuildAsync(
        string objectId, int versions, params (string Path, string Content)[] more)
    {
        await using PipelinePlace other = PipelinePlace.Create("Memory");
        await using UpdatePipeline pipeline = new(other, singleSteps: 300);
        UpdateResult? result = null;
        for (int version = 1; version <= versions; version++)
        {
            Dictionary<string, string> files = new(StringComparer.Ordinal)
            {
                ["a"] = $"{objectId} {version}",
                ["b/c"] = "the same",
                ["b/d"] = "d",
                [$"e{version}"] = $"e {version}",
            };
            foreach ((string path, string content) in more)
            {
                files.Add(path, content);
            }

            await other.WriteSourceAsync(files);
            result = await pipeline.RunAsync(
                new UpdateRequest
                {
                    ObjectId = objectId,
                    Source = other.Source,
                    Message = "m",
                    User = new UpdateUser("Ada", "mailto:ada@example.org"),
                    Fixity = ["md5"],
                },
                (_, runAsync) => runAsync(),
                $"update-{version}");
        }

        return await ReadAsync(other.Root, result!.ObjectRoot!);
    }

    /// <summary>Writes an object to a folder of a place's source.</summary>
    public static async Task PutAsync(PipelinePlace place, string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach ((string path, string content) in files)
        {
            await place.Files.PutAsync(StoragePath.Combine(folder, path), content);
        }
    }

    /// <summary>The files of an object of the storage root, by path from its root; empty if it is not there.</summary>
    public static async Task<SortedDictionary<string, string>> ReadAsync(IStorage root, string objectRoot)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach ((string path, string content) in await ObjectSnapshot.TakeAsync(root, objectRoot))
        {
            files.Add(path[(objectRoot.Length + 1)..], content);
        }

        return files;
    }

    /// <summary>Fails if imports left anything but their lists and reports, or anything pending.</summary>
    public static async Task RequireNothingLeftAsync(PipelinePlace place)
    {
        Assert.DoesNotContain(
            (await UpdatePipeline.FilesAsync(place.Work)).Keys,
            path => path.StartsWith("imports/", StringComparison.Ordinal)
                && !path.StartsWith("imports/runs/", StringComparison.Ordinal));
        if (place.Root.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }
}
