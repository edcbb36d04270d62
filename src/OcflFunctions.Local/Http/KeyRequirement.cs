namespace OcflFunctions.Local.Http;

/// <summary>Marks an endpoint whose callers must send the key, if one is configured.</summary>
internal sealed record KeyRequirement
{
    public static readonly KeyRequirement Instance = new();
}
