namespace OcflFunctions.Contracts;

/// <summary>Whether the service is ready.</summary>
/// <param name="Status"><c>ready</c>, or <c>unavailable</c>.</param>
/// <param name="Checks">What was checked, each with <c>ok</c> or what is wrong.</param>
public sealed record HealthReport(string Status, IReadOnlyDictionary<string, string> Checks)
{
    /// <summary>The <see cref="Status"/> of a service that is ready.</summary>
    public const string Ready = "ready";

    /// <summary>The <see cref="Status"/> of a service that is not.</summary>
    public const string Unavailable = "unavailable";
}
