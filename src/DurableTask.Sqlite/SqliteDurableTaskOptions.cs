using System.Globalization;
using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite;

/// <summary>The options of the embedded engine.</summary>
public sealed class SqliteDurableTaskOptions
{
    /// <summary>
    /// The database file; created if it is missing. Beside it SQLite keeps <c>-wal</c> and <c>-shm</c>, the engine <c>.lock</c>.
    /// </summary>
    public string DatabasePath { get; set; } = string.Empty;

    /// <summary>How many orchestrations may be at work (running code or committing) at once. Those that wait do not count.</summary>
    public int MaxConcurrentOrchestrations { get; set; } = 100;

    /// <summary>How many activities run at once.</summary>
    public int MaxConcurrentActivities { get; set; } = Math.Max(8, 4 * Environment.ProcessorCount);

    /// <summary>
    /// How many waiting orchestrations stay in memory; the least recently used leave first. The others are replayed for their next turn.
    /// Zero replays at every turn.
    /// </summary>
    public int MaxCachedOrchestrations { get; set; } = 1_000;

    /// <summary>The most characters of payload that the orchestrations in memory may hold together.</summary>
    public long MaxCachedCharacters { get; set; } = 64L * 1024 * 1024;

    /// <summary>How often an activity is delivered if the process dies while it runs. After that it fails.</summary>
    public int MaxActivityDeliveries { get; set; } = 10;

    /// <summary>How long a stop waits for what runs.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The version of orchestrations that are started without one, and the one that <see cref="VersionMatchStrategy"/> compares with; null
    /// is unversioned.
    /// </summary>
    public string? DefaultVersion { get; set; }

    /// <summary>Which versions of orchestrations run.</summary>
    public VersionMatchStrategy VersionMatchStrategy { get; set; }

    /// <summary>What happens to orchestrations of other versions.</summary>
    public VersionFailureStrategy VersionFailureStrategy { get; set; }

    /// <summary>
    /// The most bytes of JSON in the input of a start, the payload of an event or the output of a termination. Larger ones are refused, as
    /// by the Functions host. What orchestrators and activities give each other is not limited.
    /// </summary>
    public int MaxMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Whether queries list the newest instances first. The order is stable either way.</summary>
    public bool NewestFirst { get; set; }

    /// <summary>
    /// The SQLite JSON paths of texts in inputs that <see cref="SqliteDurableTaskClient.ListAsync"/> finds by an index, such as
    /// <c>$.request.objectId</c>. The indexes are created when the engine starts, and cost a little at each start of an orchestration.
    /// </summary>
    public IList<string> IndexedInputs { get; } = [];

    /// <summary>Those of texts in outputs.</summary>
    public IList<string> IndexedOutputs { get; } = [];

    /// <summary>Faults that tests inject; null in production. One engine, one instance.</summary>
    internal IEngineFaults? Faults { get; set; }

    /// <summary>The name of this process in the error message of another process that tries to open the database.</summary>
    public string HolderName { get; set; } = string.Create(
        CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}");

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is not valid; the message names it.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(DatabasePath), nameof(DatabasePath), "must name a file");
        Require(MaxConcurrentOrchestrations > 0, nameof(MaxConcurrentOrchestrations), "must be at least 1");
        Require(MaxConcurrentActivities > 0, nameof(MaxConcurrentActivities), "must be at least 1");
        Require(MaxCachedOrchestrations >= 0, nameof(MaxCachedOrchestrations), "must not be negative");
        Require(MaxCachedCharacters >= 0, nameof(MaxCachedCharacters), "must not be negative");
        Require(MaxActivityDeliveries > 0, nameof(MaxActivityDeliveries), "must be at least 1");
        Require(ShutdownTimeout >= TimeSpan.Zero, nameof(ShutdownTimeout), "must not be negative");
        Require(DefaultVersion is null || !string.IsNullOrWhiteSpace(DefaultVersion), nameof(DefaultVersion), "must be null or a version");
        Require(Enum.IsDefined(VersionMatchStrategy), nameof(VersionMatchStrategy), "must be None, Strict or CurrentOrOlder");
        Require(Enum.IsDefined(VersionFailureStrategy), nameof(VersionFailureStrategy), "must be Reject or Fail");
        Require(MaxMessageBytes > 0, nameof(MaxMessageBytes), "must be at least 1");
        Require(IndexedInputs.All(ListingIndexes.IsPath), nameof(IndexedInputs), "must be paths of members, such as $.request.id");
        Require(IndexedOutputs.All(ListingIndexes.IsPath), nameof(IndexedOutputs), "must be paths of members, such as $.outcome");
        Require(!string.IsNullOrWhiteSpace(HolderName), nameof(HolderName), "must not be empty");
    }

    private static void Require(bool condition, string name, string what)
    {
        if (!condition)
        {
            throw new ArgumentException($"{nameof(SqliteDurableTaskOptions)}.{name} {what}.", name);
        }
    }
}
