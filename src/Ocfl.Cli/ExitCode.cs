namespace Ocfl.Cli;

/// <summary>The exit codes of the tool.</summary>
internal static class ExitCode
{
    /// <summary>Done; with <c>validate</c>, everything is valid.</summary>
    public const int Success = 0;

    /// <summary>With <c>validate</c>: something is not valid.</summary>
    public const int NotValid = 1;

    /// <summary>It could not be done; the reason was reported.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by the user; the code is that of shells.</summary>
    public const int Interrupted = 130;
}
