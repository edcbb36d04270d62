using System.Text.RegularExpressions;

namespace Documentation.Tests;

/// <summary>
/// Which commands of the pages are not run by <see cref="CommandTests"/>, each with the reason. All others are run: a new command works
/// here, or its program gets a line in this table.
/// </summary>
internal static class NotRunHere
{
    private const string Azure = "needs an Azure subscription";

    private static readonly (Regex Command, string Reason)[] Reasons =
    [
        (Program("az"), Azure),
        (Program("azd"), Azure),
        (Program("azcopy"), Azure),
        (Program("blobfuse2"), Azure),
        (Program("docker"), "needs a container engine"),
        (Program("sudo"), "gives files to the user of the container image, which needs root"),
        (Program("func"), "needs the Azure Functions Core Tools"),
        (Text("http://localhost:7071/api/health; do"), "waits for func"),
        (Text("export Ocfl__Sources__AllowedContainers__1"), "needs Azurite on its own ports, which these containers are in"),
        (Program("gh"), "needs a repository on GitHub"),
        (Text("https://github.com/OWNER"), "needs a repository on GitHub"),
        (Text("https://prices.azure.com"), "needs the internet"),
        (Text("npm install --global"), "changes the machine"),
        (Program("apt-get"), "changes the machine"),
        (Text("dotnet tool install"), "needs a released version"),
        (Text("npm ci --prefix src/Ocfl.Azurite"), "Ocfl.Azurite does it, for the demo and for all tests"),
        (Text("azurite.js"), "takes the ports of Azurite, of which a machine has one; Ocfl.AzureBlobs.Tests start it on free ports"),
        (Text("UseDevelopmentStorage=true"), "needs Azurite on its own ports; Ocfl.AzureBlobs.Tests and EndToEnd use it on free ones"),
        (Text("\"container\":\"incoming\""), "needs Azurite on its own ports; EndToEnd takes sources from its containers on free ones"),
        (Text("SSL_CERT_FILE"), "needs Azurite on its own ports, over https; TokenTests do it on free ones"),
        (Text("openssl req"), "makes the certificate of an Azurite over https; TokenTests do it"),
        (Text("dotnet test"), "would run the tests within the tests"),
        (Text("dotnet build"), "would write what the tests run in"),
        (Text("dotnet publish"), "a whole build, as the tests run in one; the workflows release and deploy do it"),
        (Text("eng/publish.sh"), "a whole build, as the tests run in one; the workflows release and deploy do it"),
        (Text("dotnet format"), "takes a minute; .ci/run and the workflow ci do it"),
        (Text(".ci/run"), "runs the tests"),
        (Text("-- maintain"), "needs the data of a service that is stopped"),
        (Text("--project tests/Benchmarks"), "measures for minutes, in a build for release"),
    ];

    /// <summary>Why a command is not run here; null when it is.</summary>
    public static string? Reason(string command) => Reasons.FirstOrDefault(row => row.Command.IsMatch(command)).Reason;

    /// <summary>The patterns that no command matches any more.</summary>
    public static IEnumerable<string> Unneeded(IReadOnlyList<string> commands) =>
        Reasons.Where(row => !commands.Any(row.Command.IsMatch)).Select(row => row.Command.ToString());

    // Where a command begins: at the start of a line, after an operator, or in a substitution; variables may be set for it.
    private static Regex Program(string name) => new($@"(^|[|&;(])\s*([A-Za-z_]+=\S*\s+)*{Regex.Escape(name)}\s", RegexOptions.Multiline);

    private static Regex Text(string text) => new(Regex.Escape(text));
}
