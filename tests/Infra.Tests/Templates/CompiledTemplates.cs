using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Infra.Tests.Templates;

/// <summary>
/// A copy of the templates that can be compiled without a network: with stand-ins for the verified modules, or with the modules
/// themselves where <c>OCFL_BICEP_CACHE</c> names a folder to keep them in.
/// </summary>
public sealed class CompiledTemplates : IAsyncLifetime
{
    // A run of the compiler costs a second or two, so what it found is shared.
    private readonly ConcurrentDictionary<string, Lazy<Task<Snapshot>>> _predicted = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("ocfl-infra-");

    /// <summary>Whether the modules are the real ones.</summary>
    public bool HasRealModules { get; } = Cache is { Length: > 0 };

    public string Folder => Path.Combine(_scratch.FullName, "infra");

    private static string? Cache => Environment.GetEnvironmentVariable("OCFL_BICEP_CACHE");

    public async Task InitializeAsync()
    {
        foreach (string file in Directory.EnumerateFiles(RepositoryFolder.Infra, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Folder, RepositoryFolder.InInfra(file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string cache = HasRealModules ? Path.GetFullPath(Cache!) : Path.Combine(_scratch.FullName, "cache");
        await KeepModulesInAsync(cache);
        await (HasRealModules ? RestoreAsync() : StandInAsync(cache));
    }

    /// <summary>What the compiler and its linter say of all templates and parameters; empty when nothing.</summary>
    public async Task<string> LintAsync() =>
        (await BicepCompiler.RunAsync(Folder, null, "lint", "--pattern", "**/*.bicep*", "--no-restore")).Output.Trim();

    /// <summary>Compiles a template.</summary>
    public async Task<JsonObject> BuildAsync(string file)
    {
        string result = Path.Combine(_scratch.FullName, Path.GetRandomFileName() + ".json");
        (int exitCode, string output) = await BicepCompiler.RunAsync(Folder, null, "build", file, "--no-restore", "--outfile", result);
        Assert.True(exitCode == 0, output);
        return JsonNode.Parse(await File.ReadAllTextAsync(result))!.AsObject();
    }

    /// <summary>What a deployment with a file of parameters would make, as far as that can be known before.</summary>
    /// <param name="parameters">The file.</param>
    /// <param name="environment">What it reads of the environment.</param>
    /// <param name="more">Assignments of further parameters.</param>
    public Task<Snapshot> PredictAsync(string parameters, IReadOnlyDictionary<string, string> environment, string more = "") =>
        _predicted.GetOrAdd(
            string.Join('\n', [parameters, more, .. environment.Select(variable => $"{variable.Key}={variable.Value}")]),
            _ => new(() => AskAsync(parameters, environment, more))).Value;

    public Task DisposeAsync()
    {
        _scratch.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private async Task KeepModulesInAsync(string cache)
    {
        string file = Path.Combine(Folder, "bicepconfig.json");
        JsonObject configuration = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        configuration["cacheRootDirectory"] = cache;
        await File.WriteAllTextAsync(file, configuration.ToJsonString());
    }

    private async Task RestoreAsync()
    {
        (int exitCode, string output) = await BicepCompiler.RunAsync(Folder, null, "restore", "main.bicep");
        Assert.True(exitCode == 0, output);
    }

    // The snapshot is written beside the parameters, so each has a copy of them.
    private async Task<Snapshot> AskAsync(string parameters, IReadOnlyDictionary<string, string> environment, string more)
    {
        string copy = Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(parameters)}-{Guid.NewGuid():n}.bicepparam");
        await File.WriteAllTextAsync(copy, $"{await File.ReadAllTextAsync(Path.Combine(Folder, parameters))}\n{more}\n");
        (int exitCode, string output) = await BicepCompiler.RunAsync(
            Folder, environment, "snapshot", copy, "--mode", "overwrite",
            "--subscription-id", Guid.Empty.ToString(), "--resource-group", "archive", "--location", "westeurope");
        Assert.True(exitCode == 0 && output.Trim().Length == 0, output);
        string snapshot = Path.ChangeExtension(copy, ".snapshot.json");
        JsonObject content = JsonNode.Parse(await File.ReadAllTextAsync(snapshot))!.AsObject();
        File.Delete(copy);
        File.Delete(snapshot);
        return new(content);
    }

    // A module is in the cache when these four files are there. One run of the compiler compiles all of them.
    private static async Task StandInAsync(string cache)
    {
        const string Nothing = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        foreach (VerifiedModule module in VerifiedModule.All)
        {
            string folder = module.FolderIn(cache);
            Directory.CreateDirectory(folder);
            File.Copy(module.StandIn, Path.Combine(folder, "main.bicep"));
            await File.WriteAllTextAsync(Path.Combine(folder, "manifest"), $$"""
                {"schemaVersion":2,"artifactType":"application/vnd.ms.bicep.module.artifact","config":{"mediaType":"application/vnd.ms.bicep.module.config.v1+json","digest":"{{Nothing}}","size":2},"layers":[{"mediaType":"application/vnd.ms.bicep.module.layer.v1+json","digest":"{{Nothing}}","size":2}]}
                """);
            await File.WriteAllTextAsync(Path.Combine(folder, "metadata"), $$"""{"manifestDigest":"{{Nothing}}"}""");
            await File.WriteAllTextAsync(Path.Combine(folder, "lock"), "");
        }

        (int exitCode, string output) = await BicepCompiler.RunAsync(cache, null, "build", "--pattern", "**/main.bicep", "--no-restore");
        Assert.True(exitCode == 0, output);
    }
}
