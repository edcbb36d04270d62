using System.Collections.Concurrent;
using Ocfl.Digests;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>Which files a validation hashes side by side. Such a file is reported as read once, as a whole.</summary>
public sealed class SideBySideTests : IDisposable
{
    private const int Mebibyte = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(17, 9, true)]
    [InlineData(33, 3, false)]
    public async Task Large_files_fill_the_lanes_up_to_a_length(int mebibytes, int files, bool isSideBySide)
    {
        if (!LaneHasher.IsSupported(DigestAlgorithm.Sha512))
        {
            isSideBySide = false;
        }

        LocalStorage root = new(new() { Path = _folder["root"], Flush = false });
        for (int number = 0; number < files; number++)
        {
            await using FileStream file = File.Create(Path.Combine(Directory.CreateDirectory(_folder["source"]).FullName, $"{number}"));
            file.WriteByte((byte)number);
            file.SetLength((long)mebibytes * Mebibyte);
        }

        ObjectUpdateOptions options = new() { Message = "m", User = new VersionUser("Ann", null) };
        await new ObjectUpdater(root, root.PendingArea!.Storage).UpdateAsync(
            await UpdateScenario.TargetAsync(root), new LocalStorage(new() { Path = _folder["source"] }), "", options);

        ConcurrentBag<ContentRead> reads = [];
        ValidationReport report = await new Validator(root, new ValidatorOptions { Parallelism = 2, OnContentRead = reads.Add })
            .ValidateObjectAsync(UpdateScenario.ObjectRoot);

        Assert.DoesNotContain(report.Findings, finding => finding.Severity == FindingSeverity.Error);
        long length = (long)mebibytes * Mebibyte;
        int together = isSideBySide ? files - (files % LaneHasher.LanesFor(DigestAlgorithm.Sha512)) : 0;
        Assert.Equal(together, reads.Count(read => read.Files == 1 && read.Bytes == length));
    }
}
