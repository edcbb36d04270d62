namespace Documentation.Tests;

/// <summary>A theory whose commands are for a POSIX shell; skipped on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "The commands are for a POSIX shell." : null;
}
