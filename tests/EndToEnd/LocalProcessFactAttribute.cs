namespace EndToEnd;

/// <summary>A test that needs the service's process in its hands. Against a service that runs already it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LocalProcessFactAttribute : FactAttribute
{
    public const string Reason = "It kills the service's process, or reads its folders: OCFL_E2E_URL names one that runs already.";

    public LocalProcessFactAttribute() => Skip = Profile.Url is null ? null : Reason;
}
