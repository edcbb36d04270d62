using System.Reflection;

namespace OcflFunctions.Local.Hosting;

/// <summary>What a local host runs, and where. The configuration (<c>Ocfl:…</c>, <c>DurableTask:…</c>) has the rest.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The assemblies whose functions are hosted.</summary>
    public required IReadOnlyList<Assembly> Assemblies { get; init; }

    /// <summary>
    /// The file of the durable engine's database; its folder is created if it is missing. Null means the value of
    /// <c>DurableTask:DatabasePath</c>.
    /// </summary>
    public string? DatabasePath { get; init; }

    /// <summary>
    /// Where to listen, with semicolons between addresses. Null means the addresses of ASP.NET Core's configuration (<c>--urls</c>,
    /// <c>ASPNETCORE_URLS</c>, …), or <c>http://127.0.0.1:7071</c> if it has none.
    /// </summary>
    public string? Urls { get; init; }

    /// <summary>
    /// The <c>host.json</c> of the app, for its route prefix (<c>extensions.http.routePrefix</c>), and of <c>extensions.durableTask</c> the
    /// keys <c>defaultVersion</c>, <c>versionMatchStrategy</c>, <c>versionFailureStrategy</c> and <c>maxGrpcMessageSizeInBytes</c>. The
    /// default is the file beside the program, if there is one.
    /// </summary>
    public string HostFile { get; init; } = Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>
    /// For tests: the host whose engine this one uses, as two processes behind one address share a task hub. It must run longer than this
    /// one. Null for an engine of its own.
    /// </summary>
    internal LocalApplication? EngineOf { get; init; }

    /// <summary>For tests: chooses the services that run an activity of this host's engine, given its own; null for its own.</summary>
    internal Func<IServiceProvider, IServiceProvider>? ChooseWorker { get; init; }
}
