using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

/// <summary>
/// A test with a shell that a machine may not have. Without it the test is skipped, unless <c>OCFL_SHELLS</c> names it, as in
/// <c>.ci/run</c>: then it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    /// <param name="shell">The shell's program.</param>
    public ShellFactAttribute(string shell)
    {
        Shell = shell;
        string[] required = (Environment.GetEnvironmentVariable("OCFL_SHELLS") ?? "").Split(' ');
        if (!InstalledProgram.Exists(shell) && !required.Contains(shell, StringComparer.Ordinal))
        {
            Skip = $"There is no program '{shell}'.";
        }
    }

    /// <summary>The shell's program.</summary>
    public string Shell { get; }
}
