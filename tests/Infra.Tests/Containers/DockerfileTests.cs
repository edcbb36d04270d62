using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Infra.Tests.Containers;

/// <summary>The container image, as far as it can be seen without a container engine.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Dockerfile = RepositoryFolder.Read("Dockerfile");

    [Fact]
    public void WhatIsCopiedIsThere() => Assert.All(Copied(), path => Assert.True(Path.Exists(RepositoryFolder.At(path)), path));

    [Fact]
    public void WhatTheAppIsBuiltFromIsCopied()
    {
        HashSet<string> projects = [];
        Add(RepositoryFolder.At("src", "OcflFunctions", "OcflFunctions.csproj"));

        Assert.All(projects, project => Assert.Contains($"src/{Path.GetFileNameWithoutExtension(project)}/", Copied()));

        void Add(string project)
        {
            if (projects.Add(Path.GetFullPath(project)))
            {
                foreach (XElement reference in XDocument.Load(project).Descendants("ProjectReference"))
                {
                    Add(Path.Combine(Path.GetDirectoryName(project)!, (string)reference.Attribute("Include")!));
                }
            }
        }
    }

    [Fact]
    public void TheImageIsThatOfTheFrameworkThatTheAppIsBuiltFor()
    {
        string version = Regex.Match(
            RepositoryFolder.Read("Directory.Build.props"), "<TargetFramework>net(?<version>[0-9.]+)<").Groups["version"].Value;

        Assert.Contains($"FROM mcr.microsoft.com/dotnet/sdk:{version} AS build", Dockerfile, StringComparison.Ordinal);
        Assert.Contains(
            $"FROM mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated{version}\n",
            Dockerfile.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        Assert.Contains($"version: '{version}'", RepositoryFolder.Read("infra", "modules", "app.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void TheAppDoesNotRunAsRoot() => Assert.Matches(@"(?m)^USER \$\{APP_UID:-[1-9][0-9]*\}\r?$", Dockerfile);

    [Fact]
    public void NoSecretIsKeptInTheImage() =>
        Assert.Contains("secrets", RepositoryFolder.Read(".dockerignore").ReplaceLineEndings("\n").Split('\n'));

    private static IReadOnlyList<string> Copied() =>
    [
        .. Copy().Matches(Dockerfile)
            .Where(match => !match.Value.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(match => match.Groups["paths"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1])
            .Where(word => !word.StartsWith("--", StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"^COPY (?<paths>[^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Copy();
}
