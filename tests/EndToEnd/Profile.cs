using System.Globalization;

namespace EndToEnd;

/// <summary>What the environment says of the service that the suite is run against; see docs/testing.md.</summary>
internal static class Profile
{
    /// <summary>The address of a service that runs already; null where the suite starts its own.</summary>
    public static string? Url => Get("OCFL_E2E_URL");

    /// <summary>The seed of the hostile mode, in which the suite's own service is run; null for a service that is left in peace.</summary>
    public static int? HostileSeed => Get("OCFL_E2E_HOSTILE") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : null;

    /// <summary>How many times longer than on a quiet machine everything may take.</summary>
    public static double Patience => Get("OCFL_E2E_PATIENCE") is { } factor ? double.Parse(factor, CultureInfo.InvariantCulture) : 1;

    /// <summary>A variable; null where it is empty too.</summary>
    public static string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
