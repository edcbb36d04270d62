using System.Globalization;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>Measures memory, and so runs alone.</summary>
[CollectionDefinition(nameof(LargeRootTests), DisableParallelization = true)]
[Collection(nameof(LargeRootTests))]
[Trait("Category", "Slow")]
public sealed class LargeRootTests
{
    private const int Directories = 400;
    private const int ObjectsInADirectory = 500;

    [Fact]
    public async Task Findings_and_reports_of_200_000_objects_take_no_memory()
    {
        Validator validator = new(new GeneratedRoot());
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<long> grown = [];
        int objects = 0;
        int findings = 0;
        await foreach (ValidationReport report in validator.ValidateRootAsync())
        {
            objects += report.Target == ValidationTarget.OcflObject ? 1 : 0;
            findings += report.Findings.Count;
            if (objects % 20_000 == 10_000)
            {
                grown.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Directories * ObjectsInADirectory, objects);
        Assert.Equal(2 * objects, findings);
        // Less than before, where what earlier tests left is collected only now.
        Assert.Equal(Directories * ObjectsInADirectory / 20_000, grown.Count);
        Assert.All(grown, bytes => Assert.True(bytes < 8L << 20, $"{bytes} bytes"));
    }

    /// <summary>A storage root of objects that have nothing but their declaration; made up while it is listed.</summary>
    private sealed class GeneratedRoot : IStorage
    {
        private static readonly byte[] RootDeclaration = "ocfl_1.1\n"u8.ToArray();
        private static readonly byte[] ObjectDeclaration = "ocfl_object_1.1\n"u8.ToArray();

        public string Location => "made up";

        public IPendingArea? PendingArea => null;

        public async IAsyncEnumerable<StorageEntry> ListAsync(
            string directory,
            bool recursive,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await ValueTask.CompletedTask;
            int depth = directory.Length == 0 ? 0 : directory.Split('/').Length;
            if (depth is 0 or 2)
            {
                string declaration = depth == 0 ? "0=ocfl_1.1" : "0=ocfl_object_1.1";
                yield return new StorageEntry(
                    StorageEntryKind.File,
                    StoragePath.Combine(directory, declaration),
                    Describe(StoragePath.Combine(directory, declaration)));
            }

            for (int i = 0; i < (depth switch { 0 => Directories, 1 => ObjectsInADirectory, _ => 0 }); i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new StorageEntry(
                    StorageEntryKind.Directory, StoragePath.Combine(directory, i.ToString(CultureInfo.InvariantCulture)));
            }
        }

        public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
            Task.FromResult<StorageFile?>(Describe(path));

        public Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new StorageReader(Describe(path), new MemoryStream(ContentOf(path))));

        public Task<StorageFile> WriteAsync(
            string path,
            Stream content,
            StorageWriteOptions options,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<StorageFile> CopyFromAsync(
            IStorage source,
            string sourcePath,
            string path,
            StorageCopyOptions options,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        private static byte[] ContentOf(string path) => path.Contains('/', StringComparison.Ordinal) ? ObjectDeclaration : RootDeclaration;

        private static StorageFile Describe(string path) => new(path, ContentOf(path).Length, "x", DateTimeOffset.UnixEpoch);
    }
}
