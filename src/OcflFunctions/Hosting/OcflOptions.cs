namespace OcflFunctions.Hosting;

/// <summary>The app's settings: everything under <c>Ocfl</c> (as environment variables <c>Ocfl__…</c>).</summary>
public sealed class OcflOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ocfl";

    /// <summary>The OCFL storage root: <c>Ocfl:Storage</c>.</summary>
    public RootStoreOptions Storage { get; set; } = new();

    /// <summary>The work area, where stages, plans and claims are kept: <c>Ocfl:Work</c>. Not within the storage root.</summary>
    public StoreOptions Work { get; set; } = new();

    /// <summary>The layout of a storage root that is made here: a registered extension's name, or its number, such as <c>0004</c>.</summary>
    public string Layout { get; set; } = "0004-hashed-n-tuple-storage-layout";

    /// <summary>Where content may come from: <c>Ocfl:Sources</c>.</summary>
    public SourceOptions Sources { get; set; } = new();

    /// <summary>How updates are carried out: <c>Ocfl:Updates</c>.</summary>
    public UpdateOptions Updates { get; set; } = new();

    /// <summary>How validations are carried out: <c>Ocfl:Validations</c>.</summary>
    public ValidationOptions Validations { get; set; } = new();

    /// <summary>The HTTP API: <c>Ocfl:Http</c>.</summary>
    public HttpOptions Http { get; set; } = new();
}
