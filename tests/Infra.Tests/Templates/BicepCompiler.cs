using System.Reflection;

namespace Infra.Tests.Templates;

/// <summary>The Bicep compiler: that of the package, where the NuGet source has it, or else the one in PATH.</summary>
internal static class BicepCompiler
{
    /// <summary>Why the tests that need it are skipped; null where it is there.</summary>
    public static string? Missing => Path is null ? "There is no Bicep compiler: the NuGet source lacks Azure.Bicep.CommandLine, and PATH has no bicep. The templates are only read." : null;

    public static string? Path { get; } = FromPackage() ?? FromPath();

    public static Task<(int ExitCode, string Output)> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        Tool.RunAsync(Path!, arguments, folder, environment);

    private static string? FromPackage() => typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(fact => fact.Key == "Bicep")
        .Select(fact => System.IO.Path.GetFullPath(fact.Value!.Replace('\\', '/')))
        .FirstOrDefault(File.Exists);

    private static string? FromPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep"))
        .FirstOrDefault(File.Exists);
}
