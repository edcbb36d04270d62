using Ocfl.Testing;

namespace Ocfl.Tests.Archives;

/// <summary>
/// A test with a program that a machine may not have. Without the program the test is skipped, with the package to install as the
/// reason, unless <c>OCFL_ARCHIVE_TOOLS</c> is set, as in <c>.ci/run</c>: then it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    /// <param name="program">The program.</param>
    /// <param name="package">The Debian package that has it.</param>
    public ProgramFactAttribute(string program, string package)
    {
        Program = program;
        Package = package;
        if (!InstalledProgram.Exists(program) && Environment.GetEnvironmentVariable("OCFL_ARCHIVE_TOOLS") is null)
        {
            Skip = $"There is no program '{program}'; the package '{package}' has it.";
        }
    }

    /// <summary>The program.</summary>
    public string Program { get; }

    /// <summary>The Debian package that has it.</summary>
    public string Package { get; }
}
