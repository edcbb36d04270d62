using System.Text;
using System.Text.Json;

namespace Ocfl.Cli.Tests;

/// <summary>Runs the tool in this process, which is quicker, with paths in a folder of its own.</summary>
internal sealed class ToolHere : IDisposable
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ocfl-here-").FullName;

    /// <summary>The storage root that most tests have.</summary>
    public string Root => this["root"];

    /// <summary>A path in the folder.</summary>
    public string this[string path] => Path.Combine(Folder, path);

    /// <summary>Writes a file below the folder.</summary>
    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs a command.</summary>
    /// <param name="input">The standard input.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<ToolResult> RunAsync(byte[] input, string[] arguments)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        using Terminal terminal = new(output, error, showsProgress: false) { Input = new MemoryStream(input) };
        int code = await OcflTool.RunAsync(arguments, terminal);
        return new ToolResult(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Runs a command that must go well.</summary>
    public static async Task<string> RunWellAsync(params string[] arguments)
    {
        ToolResult result = await RunAsync([], arguments);
        Assert.True(result is { Code: 0, Error: "" }, $"{string.Join(' ', arguments)}: {result.Code}: {result.Error}");
        return result.Output;
    }

    /// <summary>Runs a command that must be refused.</summary>
    /// <returns>The error.</returns>
    public static async Task<string> RunBadlyAsync(params string[] arguments)
    {
        ToolResult result = await RunAsync([], arguments);
        Assert.True(result is { Code: 2 }, $"{string.Join(' ', arguments)}: {result.Code}: {result.Output}");
        return result.Error;
    }

    /// <summary>Creates the storage root.</summary>
    public Task InitAsync() => RunWellAsync("init", Root, "--layout", "0002");

    /// <summary>Commits files to <c>obj</c>.</summary>
    public Task<string> CommitAsync(params string[] arguments) =>
        RunWellAsync(["commit", Root, "--id", "obj", "-m", "m", "--user", "u", .. arguments]);

    /// <summary>The files of a version of <c>obj</c>, with their content.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string? version = null, string id = "obj")
    {
        string[] at = version is null ? [] : ["--version", version];
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string line in (await RunWellAsync(["ls", Root, "--id", id, "--json", .. at])).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Json(line).GetProperty("path").GetString()!;
            files.Add(path, await RunWellAsync(["cat", Root, "--id", id, .. at, path]));
        }

        return files;
    }

    /// <summary>The files as one text, such as <c>a.txt=one, b.txt=two</c>.</summary>
    public async Task<string> ShowAsync(string? version = null, string id = "obj") =>
        string.Join(", ", (await ReadAsync(version, id)).OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => $"{file.Key}={file.Value}"));

    /// <summary>Checks that the storage root is valid.</summary>
    public Task RequireValidAsync() => RunWellAsync("validate", "--root", Root);

    public static JsonElement Json(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
