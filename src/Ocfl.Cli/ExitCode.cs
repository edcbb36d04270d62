namespace Ocfl.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done; with <c>validate</c>, everything is valid.</summary>
    public const int Success = 0;

    /// <summary>With <c>validate</c>: something is not valid.</summary>
    public const int NotValid = 1;

    /// <summary>It could not be done, for a reason that was told.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by the user, as shells have it.</summary>
    public const int Interrupted = 130;
}
