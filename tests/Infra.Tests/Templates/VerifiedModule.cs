using System.Text.RegularExpressions;

namespace Infra.Tests.Templates;

/// <summary>An Azure Verified Module that the templates use, such as <c>storage/storage-account</c>.</summary>
internal sealed partial record VerifiedModule(string Name, string Version)
{
    public string StandIn => RepositoryFolder.At("tests", "Infra.Tests", "Modules", Name + ".bicep");

    /// <summary>Where Bicep keeps it in a cache.</summary>
    public string FolderIn(string cache) =>
        Path.Combine(cache, "br", "mcr.microsoft.com", "bicep$avm$res$" + Name.Replace('/', '$'), Version + "$");

    public static IReadOnlyList<VerifiedModule> All { get; } =
    [
        .. RepositoryFolder.Templates
            .SelectMany(file => Reference().Matches(File.ReadAllText(file)))
            .Select(match => new VerifiedModule(match.Groups["name"].Value, match.Groups["version"].Value))
            .Distinct(),
    ];

    [GeneratedRegex(@"'br/public:avm/res/(?<name>[a-z0-9/-]+):(?<version>[^']+)'")]
    private static partial Regex Reference();
}
