using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>
/// The service and the BagIt tool of the Library of Congress (bagit-python), which many archives use: each reads the bags of the other.
/// </summary>
public abstract class BagToolTests(ServiceFixture fixture) : CallTests(fixture)
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["readme.txt"] = "Read me.",
        ["deep/er/Grüße.txt"] = "unicode",
        ["100%.txt"] = "percent",
        ["  two spaces.txt"] = "spaces",
        ["line\nend"] = "line",
        ["empty"] = "",
        ["large"] = new string('x', 5 << 20),
    };

    [BagToolFact]
    public async Task The_tool_accepts_an_exported_bag_and_finds_what_is_damaged()
    {
        // The tool (1.9.0) does not decode %25, which RFC 8493 demands for a percent sign.
        KeyValuePair<string, string>[] files = [.. Files.Where(file => !file.Key.Contains('%', StringComparison.Ordinal))];
        using SourceFolder source = new(Service);
        foreach ((string path, string text) in files)
        {
            source.Write(path, text);
        }

        string objectId = NewId();
        await Client.UpdateAsync(objectId, source.Name);
        using HttpResponseMessage answer = await Caller.SendAsync(
            "GET", $"api/objects/export?id={Uri.EscapeDataString(objectId)}&format=bag");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using SourceFolder target = new(Service);
        await using (FileStream archive = File.Create(target["bag.tar"]))
        {
            await answer.Content.CopyToAsync(archive);
        }

        // The tar of .NET 10 refuses a path with a line end.
        (int extracted, string reason) = await RunAsync(["tar", "xf", target["bag.tar"], "-C", target[""]]);
        Assert.True(extracted == 0, reason);
        string bag = Assert.Single(Directory.GetDirectories(target[""]));
        foreach ((string path, string text) in files)
        {
            Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(bag, "data", path)));
        }

        (int valid, string said) = await RunToolAsync("--validate", bag);
        await File.WriteAllTextAsync(Path.Combine(bag, "data", "readme.txt"), "READ ME.");
        (int damaged, string complaint) = await RunToolAsync("--validate", bag);

        Assert.True(valid == 0, said);
        Assert.True(damaged != 0 && complaint.Contains("data/readme.txt", StringComparison.Ordinal), complaint);
    }

    [BagToolFact]
    public async Task A_bag_of_the_tool_becomes_a_version_unless_it_is_damaged()
    {
        using SourceFolder bag = new(Service);
        foreach ((string path, string text) in Files)
        {
            bag.Write(path, text);
        }

        (int made, string said) = await RunToolAsync("--md5", "--sha512", "--contact-name", "Ann Ärchiv", bag[""]);
        Assert.True(made == 0, said);
        JsonObject source = bag.Source();
        source["bag"] = true;
        bag.Write("data/readme.txt", "READ ME.");
        string objectId = NewId();

        JsonNode refused = await Client.UpdateAsync(objectId, source, "Failed");
        bag.Write("data/readme.txt", Files["readme.txt"]);
        await Client.UpdateAsync(objectId, source);

        Assert.Contains("'data/readme.txt' (md5, sha512)", refused["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        await StoredObject.RequireContentAsync(
            Service, objectId, versions: 1, Files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)));
    }

    private static Task<(int ExitCode, string Output)> RunToolAsync(params string[] arguments) =>
        RunAsync([.. BagToolFactAttribute.Program!.Split(' '), .. arguments]);

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}

/// <summary>A test with bagit-python. Without <c>OCFL_BAGIT</c>, its command, the test is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BagToolFactAttribute : FactAttribute
{
    public BagToolFactAttribute() =>
        Skip = Program is null ? "OCFL_BAGIT does not name the command of bagit-python (Debian package bagit)." : null;

    /// <summary>The command, with spaces between its parts; null if there is none.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("OCFL_BAGIT") is { Length: > 0 } command ? command : null;
}
