using System.Reflection;

namespace Infra.Tests.Templates;

/// <summary>The Bicep compiler of the package <c>Azure.Bicep.CommandLine</c>.</summary>
internal static class BicepCompiler
{
    private static readonly string Path = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(fact => fact.Key == "Bicep")
        .Select(fact => System.IO.Path.GetFullPath(fact.Value!.Replace('\\', '/')))
        .Single();

    public static Task<(int ExitCode, string Output)> RunAsync(
        string folder, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        Tool.RunAsync(Path, arguments, folder, environment);
}
