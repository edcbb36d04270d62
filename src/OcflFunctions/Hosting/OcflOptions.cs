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

    /// <summary>
    /// The layout of a storage root that the app creates: a registered extension's name, or its number, such as <c>0004</c>.
    /// </summary>
    public string Layout { get; set; } = "0004-hashed-n-tuple-storage-layout";

    /// <summary>Where content may come from: <c>Ocfl:Sources</c>.</summary>
    public SourceOptions Sources { get; set; } = new();

    /// <summary>Places for uploads: <c>Ocfl:Stages</c>.</summary>
    public StageOptions Stages { get; set; } = new();

    /// <summary>How updates run: <c>Ocfl:Updates</c>.</summary>
    public UpdateOptions Updates { get; set; } = new();

    /// <summary>What may be done with objects: <c>Ocfl:Objects</c>.</summary>
    public ObjectOptions Objects { get; set; } = new();

    /// <summary>How validations run: <c>Ocfl:Validations</c>.</summary>
    public ValidationOptions Validations { get; set; } = new();

    /// <summary>How imports run: <c>Ocfl:Imports</c>.</summary>
    public ImportOptions Imports { get; set; } = new();

    /// <summary>When and how objects are checked again: <c>Ocfl:Audits</c>.</summary>
    public AuditOptions Audits { get; set; } = new();

    /// <summary>What is kept how long: <c>Ocfl:Maintenance</c>.</summary>
    public MaintenanceOptions Maintenance { get; set; } = new();

    /// <summary>Notifications that the service sends: <c>Ocfl:Notify</c>.</summary>
    public NotifyOptions Notify { get; set; } = new();

    /// <summary>The HTTP API: <c>Ocfl:Http</c>.</summary>
    public HttpOptions Http { get; set; } = new();
}

/// <summary>The HTTP API.</summary>
public sealed class HttpOptions
{
    /// <summary>
    /// Whether the answer to a start has the durable engine's management URLs. They contain the key of the whole task hub, so they are
    /// for operators only.
    /// </summary>
    public bool ManagementLinks { get; set; }

    /// <summary>How many bytes the body of a request may have.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Tokens of an OpenID Connect authority: <c>Ocfl:Http:Bearer</c>.</summary>
    public BearerOptions Bearer { get; set; } = new();

    /// <summary>Streams of events: <c>Ocfl:Http:Events</c>.</summary>
    public EventOptions Events { get; set; } = new();
}

/// <summary>Where content may come from.</summary>
public sealed class SourceOptions
{
    /// <summary>
    /// The folders that a source may be in or below; none: no folder may be a source. A relative source starts from the first.
    /// </summary>
    public IList<string> AllowedPaths { get; } = [];

    /// <summary>
    /// Whether folders are refused as sources if the system cannot confine reads to them (<c>openat2</c> of Linux 5.6): otherwise
    /// anyone who may write to a source could make a link lead out of it while it is read.
    /// </summary>
    public bool RequireBeneath { get; set; }

    /// <summary>
    /// The containers of blobs that a source may be in, each as <c>container</c>, or as <c>container/prefix</c> for what is below a path
    /// in it; none: no container may be a source.
    /// </summary>
    public IList<string> AllowedContainers { get; } = [];

    /// <summary>The blob service's address of their account, with an identity instead of a key.</summary>
    public string? ServiceUri { get; set; }

    /// <summary>The connection string of their account, with a key.</summary>
    public string? ConnectionString { get; set; }
}
