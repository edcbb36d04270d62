using System.Text;

namespace Ocfl.Cli.Tests;

/// <summary>The tool on objects that are made to harm it: a finding, or an error on one line, in a process that may have little memory.</summary>
public sealed class HostileTests : IDisposable
{
    private const int BlockSize = 10_000;

    // 192 MiB for everything that the process has on its heap; what is hostile does not fit.
    private static readonly Dictionary<string, string> LittleMemory = new() { ["DOTNET_GCHeapHardLimit"] = "0xC000000" };

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("{\"x\":", "[", 10_000, 0, "E033")]
    [InlineData("{\"id\":\"", "aaaaaaaaaaaaaaaa", 1 << 20, 500, "E033")]
    [InlineData("{\"", "aaaaaaaaaaaaaaaa", 1 << 20, 500, "E033")]
    [InlineData("{", "\"k\":0,", 10_000_000, 0, "E033")]
    [InlineData("{\"manifest\":{\"a\":[\"v1/../../../../etc/passwd\"]}", "}", 1, 0, "E099")]
    public async Task A_hostile_inventory_is_a_finding_and_an_error(string start, string part, int count, int megabytes, string code)
    {
        string spoiled = await _tool.CommitTwoVersionsAsync();
        Write(Path.Combine(spoiled, "inventory.json"), start, part, count, megabytes);

        ToolResult validated = await RunAsync("validate", spoiled);
        ToolResult listed = await RunAsync("ls", "root", "--id", "urn:x");

        Assert.Equal(1, validated.Code);
        Assert.Equal("", validated.Error);
        Assert.Contains($"  {code} error inventory.json", validated.Output, StringComparison.Ordinal);
        AssertIsDamage(listed);
    }

    [Fact]
    public async Task A_sidecar_of_1_GB_is_a_finding_and_an_error()
    {
        string spoiled = await _tool.CommitTwoVersionsAsync();
        Write(Path.Combine(spoiled, "inventory.json.sha512"), "", "a", 1 << 20, 1024);
        Write(Path.Combine(spoiled, "v2", "inventory.json.sha512"), "", "a", 1 << 20, 1024);

        ToolResult validated = await RunAsync("validate", spoiled);
        ToolResult listed = await RunAsync("ls", "root", "--id", "urn:x");

        Assert.Equal(1, validated.Code);
        Assert.Contains("  E061 error inventory.json.sha512", validated.Output, StringComparison.Ordinal);
        AssertIsDamage(listed);
    }

    private static void AssertIsDamage(ToolResult result)
    {
        Assert.Equal(2, result.Code);
        Assert.Equal("", result.Output);
        Assert.StartsWith("ocfl: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("is damaged", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
        Assert.InRange(result.Error.Length, 1, 3000);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => _tool.StartAsync("dotnet", ["exec", Tool.Program, .. arguments], LittleMemory);

    // The end of a long file is a hole: what is before it is more than is taken.
    private static void Write(string path, string start, string part, int count, int megabytes)
    {
        using FileStream file = File.Create(path);
        byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, Math.Min(count, BlockSize))));
        file.Write(Encoding.UTF8.GetBytes(start));
        for (int written = 0; written < count; written += BlockSize)
        {
            file.Write(block);
        }

        if (megabytes > 0)
        {
            file.SetLength((long)megabytes << 20);
        }
    }
}
