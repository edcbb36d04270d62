using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Repository.Tests;

/// <summary>What holds of every workflow.</summary>
internal static partial class WorkflowRules
{
    /// <summary>What is wrong with a workflow; empty when nothing is.</summary>
    /// <exception cref="YamlDotNet.Core.YamlException">It is not YAML.</exception>
    public static IReadOnlyList<string> FaultsOf(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        return [.. Faults(root, text).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Faults(YamlMappingNode root, string text)
    {
        if (text.Contains("secrets.", StringComparison.Ordinal) || text.Contains("secrets[", StringComparison.Ordinal))
        {
            yield return "It uses a stored secret.";
        }

        if (root.Children.Keys.Any(key => key.ToString() == "on") && Scalars(Child(root, "on")).Contains("pull_request_target"))
        {
            yield return "It runs with a pull request's code and the repository's rights.";
        }

        if (Child(root, "permissions") is not YamlMappingNode permissions
            || permissions.Children.Any(right => (right.Key.ToString(), right.Value.ToString()) != ("contents", "read")))
        {
            yield return "Its permissions are not contents: read and nothing else.";
        }

        if (Child(root, "concurrency") is not YamlMappingNode)
        {
            yield return "It has no concurrency group.";
        }

        foreach (Match use in Uses().Matches(text))
        {
            string action = use.Groups["action"].Value;
            if (!action.StartsWith("./", StringComparison.Ordinal)
                && !(Pinned().IsMatch(action) && VersionComment().IsMatch(use.Groups["rest"].Value)))
            {
                yield return $"{action} is not pinned by a commit, with its version behind it.";
            }
        }

        foreach ((YamlNode name, YamlNode job) in (YamlMappingNode)Child(root, "jobs")!)
        {
            foreach (string fault in JobFaults((YamlMappingNode)job))
            {
                yield return $"Job {name}: {fault}";
            }
        }
    }

    private static IEnumerable<string> JobFaults(YamlMappingNode job)
    {
        if (Child(job, "uses") is not null)
        {
            yield break;
        }

        if (!int.TryParse(Child(job, "timeout-minutes")?.ToString(), CultureInfo.InvariantCulture, out int minutes) || minutes > 60)
        {
            yield return "it has no time-out of at most an hour.";
        }

        if (Child(job, "runs-on")?.ToString().EndsWith("-latest", StringComparison.Ordinal) ?? true)
        {
            yield return "it does not say which version of the system it runs on.";
        }

        if (Child(job, "permissions") is YamlMappingNode rights && rights.Children.Any(right => right.Key.ToString() == "contents"
            && right.Value.ToString() == "write")
            && Child(job, "environment") is null)
        {
            yield return "it may write, and no environment says who must agree.";
        }

        foreach (YamlMappingNode step in ((YamlSequenceNode)Child(job, "steps")!).Cast<YamlMappingNode>())
        {
            if (Child(step, "run")?.ToString().Contains("${{", StringComparison.Ordinal) ?? false)
            {
                yield return $"a command has an expression in it, which may become code: {Child(step, "run")}";
            }

            if ((Child(step, "uses")?.ToString().StartsWith("actions/checkout@", StringComparison.Ordinal) ?? false)
                && (Child(step, "with") is not YamlMappingNode with || Child(with, "persist-credentials")?.ToString() != "false"))
            {
                yield return "a checkout leaves its token behind.";
            }
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null;

    private static IEnumerable<string> Scalars(YamlNode? node) =>
        node?.AllNodes.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "") ?? [];

    [GeneratedRegex(@"^\s*(-\s+)?uses:\s*(?<action>\S+)(?<rest>.*)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^ # v\d+\.\d+\.\d+\s*$")]
    private static partial Regex VersionComment();
}
