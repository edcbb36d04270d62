using System.Text;

namespace Ocfl.Cli.Tests;

/// <summary>
/// The tool on objects that are made to harm it: a finding, or an error on one line, in a process that may have little memory.
/// </summary>
[Trait("Category", "Slow")]
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

    /// <summary>
    /// Reading an inventory takes at most 3 times its size, above 32 MB: the process may have no more than that on its heap.
    /// </summary>
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public async Task A_large_inventory_is_read_in_three_times_its_size(int digits)
    {
        const int Files = 100_000;
        string algorithm = digits == 64 ? "sha256" : "sha512";
        string folder = Path.Combine(Path.GetDirectoryName(await _tool.CommitTwoVersionsAsync())!, "large");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "0=ocfl_object_1.1"), "ocfl_object_1.1\n");
        string inventory = Path.Combine(folder, "inventory.json");
        await using (StreamWriter writer = new(inventory))
        {
            await writer.WriteAsync(
                $$$"""{"id":"urn:large","type":"https://ocfl.io/1.1/spec/#inventory","digestAlgorithm":"{{{algorithm}}}","head":"v1","manifest":{""");
            await WriteEntriesAsync(writer, Files, digits, "v1/content/");
            await writer.WriteAsync("""},"versions":{"v1":{"created":"2026-08-01T12:00:00Z","state":{""");
            await WriteEntriesAsync(writer, Files, digits, "");
            await writer.WriteAsync("}}}}");
        }

        byte[] bytes = await File.ReadAllBytesAsync(inventory);
        byte[] digest = digits == 64
            ? System.Security.Cryptography.SHA256.HashData(bytes)
            : System.Security.Cryptography.SHA512.HashData(bytes);
        await File.WriteAllTextAsync($"{inventory}.{algorithm}", Convert.ToHexStringLower(digest) + " inventory.json\n");
        string limit = ((3L * bytes.Length) + 32_000_000).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

        ToolResult read = await _tool.StartAsync(
            "dotnet",
            ["exec", Tool.Program, "cat", "root", "--id", "urn:large", "--search", "no such file"],
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x" + limit });

        Assert.Equal("ocfl: PATH 'no such file': version v1 has no such file\n", read.Error);
    }

    /// <summary>The same of inventories whose texts are short, so that what is kept for each counts more than its characters.</summary>
    [Theory]
    [InlineData("paths")]
    [InlineData("digests")]
    [InlineData("versions")]
    [InlineData("fixity")]
    public async Task An_inventory_of_short_texts_is_read_in_three_times_its_size(string many)
    {
        string folder = Path.Combine(Path.GetDirectoryName(await _tool.CommitTwoVersionsAsync())!, "large");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "0=ocfl_object_1.1"), "ocfl_object_1.1\n");
        string inventory = Path.Combine(folder, "inventory.json");
        await using (StreamWriter writer = new(inventory))
        {
            await WriteShortTextsAsync(writer, many);
        }

        byte[] bytes = await File.ReadAllBytesAsync(inventory);
        await File.WriteAllTextAsync(
            $"{inventory}.sha256", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)) + " inventory.json\n");
        string limit = ((3L * bytes.Length) + 32_000_000).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

        ToolResult read = await _tool.StartAsync(
            "dotnet",
            ["exec", Tool.Program, "cat", "root", "--id", "urn:large", "--search", "no such file"],
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x" + limit });

        Assert.Matches("^ocfl: PATH 'no such file': version v[0-9]+ has no such file\n$", read.Error);
    }

    private static async Task WriteShortTextsAsync(StreamWriter writer, string many)
    {
        int versions = many == "versions" ? 100_000 : 1;
        int digests = many == "digests" ? 400_000 : 1;
        await writer.WriteAsync(
            $$"""{"id":"urn:large","type":"https://ocfl.io/1.1/spec/#inventory","digestAlgorithm":"sha256","head":"v{{versions}}","manifest":{""");
        await WriteManyAsync(writer, digests, i => $"\"{i:x64}\":[\"v1/content/{Short(i)}\"]");
        await writer.WriteAsync("""},"versions":{""");
        for (int version = 1; version <= versions; version++)
        {
            await writer.WriteAsync($"{(version == 1 ? "" : ",")}\"v{version}\":{{\"created\":\"2026-08-01T12:00:00Z\",\"state\":{{");
            if (many == "digests")
            {
                await WriteManyAsync(writer, digests, i => $"\"{i:x64}\":[\"{Short(i)}\"]");
            }
            else
            {
                await writer.WriteAsync($"\"{0:x64}\":[");
                await WriteManyAsync(writer, many == "paths" ? 2_000_000 : 1, i => $"\"{Short(i)}\"");
                await writer.WriteAsync(']');
            }

            await writer.WriteAsync("}}");
        }

        await writer.WriteAsync("},\"fixity\":{");
        await WriteManyAsync(writer, many == "fixity" ? 9_000 : 0, i => $"\"{Short(i)}\":{{\"{Short(i)}\":[\"v1/content/{Short(0)}\"]}}");
        await writer.WriteAsync("}}");
    }

    // At least one character, at most four.
    private static string Short(int number)
    {
        const string Characters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        string text = "";
        for (int rest = number; text.Length == 0 || rest > 0; rest /= Characters.Length)
        {
            text += Characters[rest % Characters.Length];
        }

        return text;
    }

    private static async Task WriteManyAsync(StreamWriter writer, int count, Func<int, string> text)
    {
        for (int i = 0; i < count; i++)
        {
            await writer.WriteAsync((i == 0 ? "" : ",") + text(i));
        }
    }

    private static async Task WriteEntriesAsync(StreamWriter writer, int files, int digits, string prefix)
    {
        for (int i = 0; i < files; i++)
        {
            string digest = i.ToString("x", System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0');
            await writer.WriteAsync(
                $"{(i == 0 ? "" : ",")}\"{digest}\":[\"{prefix}series-{i % 97:000}/box-{i / 1000 % 997:000}/file-{i:0000000}.tif\"]");
        }
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

    private Task<ToolResult> RunAsync(params string[] arguments) =>
        _tool.StartAsync("dotnet", ["exec", Tool.Program, .. arguments], LittleMemory);

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
