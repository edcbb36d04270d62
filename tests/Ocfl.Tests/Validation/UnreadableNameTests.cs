using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>Files by whose names, as .NET gives them, nothing can be opened.</summary>
public sealed class UnreadableNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_a_finding_wherever_no_such_file_may_be()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        MemoryStorage source = new();
        await source.PutAsync("file", "file");
        StorageRoot root = await StorageRoot.InitializeAsync(storage);
        UpdateTarget target = new() { ObjectId = "urn:example:names", ObjectRoot = root.Layout!.GetObjectRoot("urn:example:names") };
        await new ObjectUpdater(storage, storage.PendingArea!.Storage).UpdateAsync(
            target, source, options: new ObjectUpdateOptions { Message = "m", User = new("Ada", "mailto:a@b.c") });
        string above = StoragePath.GetDirectory(target.ObjectRoot);
        await _folder.ShellAsync(
            $"cd root && for folder in . {above} {target.ObjectRoot} {target.ObjectRoot}/v1 {target.ObjectRoot}/v1/content; do touch "
                + $"$folder/$(printf '\\377'); done");

        List<string> findings = [];
        await foreach (ValidationReport report in new Validator(storage).ValidateRootAsync())
        {
            findings.AddRange(report.Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(
                finding => $"{finding.Code} {finding.Location.Path}"));
        }

        await _folder.ShellAsync("rm -rf root");

        Assert.Equal(
            ["E001 \uFFFD", "E015 v1/\uFFFD", "E023 v1/content/\uFFFD", $"E072 {above}/\uFFFD", "E072 \uFFFD"],
            findings.Order(StringComparer.Ordinal));
    }
}
