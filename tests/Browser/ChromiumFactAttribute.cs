namespace Browser;

/// <summary>
/// A test in Chromium. Without it the test is skipped, with the package to install as the reason, unless <c>OCFL_BROWSER</c> is set, as in
/// <c>.ci/run</c>: then it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    public ChromiumFactAttribute()
    {
        Skip = Reason;
    }

    /// <summary>Why there is nothing to test with; null if there is something, or if that is a failure.</summary>
    internal static string? Reason => Find() is null && Environment.GetEnvironmentVariable("OCFL_BROWSER") is null
        ? "There is no Chromium; the Debian package 'chromium' has it."
        : null;

    /// <summary>The path of the browser; null if there is none.</summary>
    internal static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Programs.Select(program => Path.Combine(folder, program)))
            .FirstOrDefault(File.Exists);
}

/// <summary>As <see cref="ChromiumFactAttribute"/>, with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        Skip = ChromiumFactAttribute.Reason;
    }
}
