namespace OcflFunctions.Hosting;

/// <summary>The meter of the app.</summary>
internal static class OcflMeter
{
    /// <summary>Its name.</summary>
    public const string Name = "OcflFunctions";
}
