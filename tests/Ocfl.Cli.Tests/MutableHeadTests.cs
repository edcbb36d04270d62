using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Ocfl.Cli.Tests;

public sealed class MutableHeadTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_mutable_head_is_the_newest_version()
    {
        await MakeMutableHeadAsync(await _tool.CommitTwoVersionsAsync());

        Assert.Equal("a.txt\n", await _tool.RunWellAsync("ls", "root", "--id", "urn:x"));
        Assert.Contains("(mutable)", await _tool.RunWellAsync("log", "root", "--id", "urn:x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task Who_asks_for_the_newest_is_told_that_it_may_not_be(string? sidecar)
    {
        await DamageAsync(sidecar);

        foreach (string[] arguments in (string[][])[["ls"], ["ls", "--version", "head"], ["log"], ["log", "--path", "a.txt"], [
            "cat",
            "a.txt",
        ], ["export", "out"], ["diff"], ["diff", "--from", "v1"], ["diff", "--from", "head", "--to", "v1"]])
        {
            ToolResult result = await _tool.RunAsync([arguments[0], "root", "--id", "urn:x", .. arguments[1..]]);

            Assert.Equal(2, result.Code);
            Assert.NotEqual("", result.Output);
            Assert.Equal(
                "ocfl: --id 'urn:x': has a mutable HEAD that cannot be used, since its inventory does not agree with its sidecar; v2 is "
                    + "only the newest version before it\n",
                result.Error);
        }

        Assert.Equal("second", _tool.Read("out/a.txt"));
    }

    [Fact]
    public async Task Who_names_a_version_gets_it()
    {
        await DamageAsync(sidecar: null);

        Assert.Equal("a.txt\ndir/b.txt\n", await _tool.RunWellAsync("ls", "root", "--id", "urn:x", "--version", "v1"));
        Assert.Equal("second", await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "--version", "2", "a.txt"));
        await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--to", "v2");
        await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--version", "v2", "out");
        ToolResult missing = await _tool.RunAsync("ls", "root", "--id", "urn:x", "--version", "v3");
        Assert.Equal(
            (2, "ocfl: --version 'v3': the object has v1 to v2, and a mutable HEAD that cannot be used, since its inventory does not "
                + "agree with its sidecar\n"),
            (missing.Code, missing.Error));
    }

    private async Task DamageAsync(string? sidecar)
    {
        string file = await MakeMutableHeadAsync(await _tool.CommitTwoVersionsAsync());
        if (sidecar is null)
        {
            File.Delete(file);
        }
        else
        {
            await File.WriteAllTextAsync(file, sidecar);
        }
    }

    /// <summary>Adds a version v3 that has only one of the files of v2.</summary>
    /// <returns>The file of its sidecar.</returns>
    private static async Task<string> MakeMutableHeadAsync(string objectRoot)
    {
        JsonNode inventory = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(objectRoot, "inventory.json")))!;
        inventory["head"] = "v3";
        JsonObject version = inventory["versions"]!["v2"]!.DeepClone().AsObject();
        foreach ((string digest, JsonNode? paths) in version["state"]!.AsObject().ToArray())
        {
            if (paths![0]!.GetValue<string>() != "a.txt")
            {
                version["state"]!.AsObject().Remove(digest);
            }
        }

        inventory["versions"]!["v3"] = version;
        string extension = Path.Combine(objectRoot, "extensions", "0005-mutable-head");
        Directory.CreateDirectory(Path.Combine(extension, "head"));
        File.Copy(Path.Combine(objectRoot, "inventory.json.sha512"), Path.Combine(extension, "root-inventory.json.sha512"));
        string file = Path.Combine(extension, "head", "inventory.json");
        await File.WriteAllTextAsync(file, inventory.ToJsonString());
        string digestOfAll = Convert.ToHexStringLower(SHA512.HashData(await File.ReadAllBytesAsync(file)));
        await File.WriteAllTextAsync(file + ".sha512", digestOfAll + " inventory.json\n");
        return file + ".sha512";
    }
}
