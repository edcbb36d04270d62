using System.Diagnostics;
using Ocfl.Archives;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Tests.Objects;

namespace Ocfl.Tests.Archives;

/// <summary>Archives in the programs that people use for them.</summary>
public sealed class ArchiveToolTests : IDisposable
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["a"] = "one",
        ["dir/b"] = "two",
        ["dir/empty"] = "",
        ["ä/日本 語"] = "three",
        ["-rf"] = "four",
        [new string('n', 150) + "/" + new string('m', 200)] = "long",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStorage _storage = new();

    public void Dispose() => _folder.Dispose();

    [ProgramFact("unzip", "unzip")]
    public async Task Unzip_tests_and_extracts_a_ZIP_archive()
    {
        string archive = await ArchiveAsync(ArchiveFormat.Zip, Files);

        Assert.Contains("No errors detected", await RunAsync("unzip", "-t", archive), StringComparison.Ordinal);
        await RunAsync("unzip", "-q", archive, "-d", _folder["out"]);
        RequireFiles(Files, "out");
    }

    [Fact]
    public Task Tar_extracts_a_tar_archive() => ExtractAsync("tar");

    [ProgramFact("bsdtar", "libarchive-tools")]
    public Task Bsdtar_extracts_a_tar_archive() => ExtractAsync("bsdtar");

    [ProgramFact("bsdtar", "libarchive-tools")]
    public async Task Bsdtar_extracts_a_ZIP_archive_that_it_cannot_seek_in()
    {
        string archive = await ArchiveAsync(ArchiveFormat.Zip, Files);
        Directory.CreateDirectory(_folder["out"]);

        await RunAsync("sh", "-c", $"cat '{archive}' | bsdtar -xf - -C '{_folder["out"]}'");
        RequireFiles(Files, "out");
    }

    [Fact]
    public async Task Sha512sum_verifies_a_bag_by_its_manifests()
    {
        string archive = await ArchiveAsync(ArchiveFormat.Bag, Files);
        Directory.CreateDirectory(_folder["out"]);
        await RunAsync("tar", "-xf", archive, "-C", _folder["out"]);

        string checkedFiles = await RunAsync(
            "sh",
            "-c",
            $"cd '{_folder["out/bag"]}' && sha512sum --strict --check manifest-sha512.txt "
                + "&& sha512sum --strict --check tagmanifest-sha512.txt");

        Assert.Equal(Files.Count + 3, checkedFiles.Split('\n').Count(line => line.EndsWith(": OK", StringComparison.Ordinal)));
        RequireFiles(Files, "out/bag/data");
    }

    private async Task ExtractAsync(string program)
    {
        Dictionary<string, string> files = new(Files) { ["line\nbreak"] = "five", [@"back\slash"] = "six" };
        string archive = await ArchiveAsync(ArchiveFormat.Tar, files);
        Directory.CreateDirectory(_folder["out"]);

        await RunAsync(program, "-xf", archive, "-C", _folder["out"]);
        RequireFiles(files, "out");
    }

    private void RequireFiles(Dictionary<string, string> files, string folder) => Assert.Equal(
        files.OrderBy(file => file.Key, StringComparer.Ordinal),
        Directory.EnumerateFiles(_folder[folder], "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
        })
            .Select(file => KeyValuePair.Create(Path.GetRelativePath(_folder[folder], file), File.ReadAllText(file)))
            .OrderBy(file => file.Key, StringComparer.Ordinal));

    private async Task<string> ArchiveAsync(ArchiveFormat format, Dictionary<string, string> files)
    {
        await new TestObject("urn:x").Version(files).WriteAsync(_storage, "o");
        OcflObject source = (await OcflObject.TryOpenAsync(_storage, "o"))!;
        string archive = _folder["archive"];
        await using FileStream output = new(archive, FileMode.Create);
        await new VersionArchive(source, source.Head, new ArchiveOptions { Format = format }).WriteAsync(output);
        return archive;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} exited with {process.ExitCode}: {output}{await errors}");
        return output;
    }
}
