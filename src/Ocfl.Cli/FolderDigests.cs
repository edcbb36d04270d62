using System.Collections.Concurrent;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>Digests of content that no inventory has, as the state of a version.</summary>
internal static class FolderDigests
{
    /// <summary>The files of a folder, as a commit would take them.</summary>
    public static async Task<DigestMap> ReadAsync(
        Terminal terminal, string folder, IStorage root, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        Place place = Place.Find("--folder", folder);
        using OpenedSource opened = await place.OpenSourceAsync(root, work: null, cancellationToken).ConfigureAwait(false);
        IStorage source = opened.File is null ? opened.Storage : throw place.Fault("must be a folder, and is a file");
        ConcurrentDictionary<string, string> digests = new(StringComparer.Ordinal);
        ProgressMeter meter = new(terminal, "files");
        await using (meter.ConfigureAwait(false))
        {
            meter.FindTotal(async token => await new SourceFiles(source, "", UpdateMode.Replace, []).ListAsync(token)
                .Select(file => file.Length).SumAsync(token).ConfigureAwait(false));
            await Parallel.ForEachAsync(
                new SourceFiles(source, "", UpdateMode.Replace, []).ListAsync(cancellationToken),
                cancellationToken,
                async (file, token) =>
                {
                    StorageReader reader = await source.OpenReadAsync(file.Path, options: null, token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        digests[file.Path] = await HashAsync(reader.Content, algorithm, meter, token).ConfigureAwait(false);
                    }

                    meter.AddItems();
                }).ConfigureAwait(false);
        }

        LogicalPath.Check(digests.Keys);
        return MapOf(digests);
    }

    /// <summary>The files of a version with their digests in another algorithm, for which their content is read.</summary>
    public static async Task<DigestMap> RehashAsync(
        Terminal terminal, OcflObject source, OcflVersion version, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, string> digests = new(StringComparer.Ordinal);
        ProgressMeter meter = new(terminal, "files");
        await using (meter.ConfigureAwait(false))
        {
            meter.FindTotal(async token => (await FileSizes.SumAsync(source, version, token).ConfigureAwait(false)).Bytes);
            await Parallel.ForEachAsync(
                version.Description.State,
                cancellationToken,
                async (content, token) =>
                {
                    ContentReader reader = await source.OpenContentAsync(
                        content.Digest, new ContentReadOptions { Verify = true }, token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        string digest = await HashAsync(reader.Content, algorithm, meter, token).ConfigureAwait(false);
                        foreach (string path in content.Paths)
                        {
                            digests[path] = digest;
                        }
                    }

                    meter.AddItems(content.Paths.Count);
                }).ConfigureAwait(false);
        }

        return MapOf(digests);
    }

    private static async Task<string> HashAsync(
        Stream content, DigestAlgorithm algorithm, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using MultiDigest digest = new([algorithm]);
        BytesRead progress = new(meter);
        ContentDigests digests = await digest.DigestAsync(content, progress, cancellationToken).ConfigureAwait(false);
        progress.Report(digests.Length);
        return digests[algorithm];
    }

    private static DigestMap MapOf(IEnumerable<KeyValuePair<string, string>> digests) =>
        new(digests.OrderBy(file => file.Key, StringComparer.Ordinal)
            .GroupBy(file => file.Value, file => file.Key, StringComparer.Ordinal)
            .Select(content => new DigestEntry(content.Key, [.. content])));

    /// <summary>Counts in a meter how many bytes of one content were read.</summary>
    private sealed class BytesRead(ProgressMeter meter) : IProgress<long>
    {
        private long _reported;

        public void Report(long value)
        {
            meter.Add(value - _reported);
            _reported = value;
        }
    }
}
