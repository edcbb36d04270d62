using System.Globalization;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// The tables. A run is one execution of one instance: a new number at every start and at every continue-as-new, so that a message
/// for an older execution is dropped. Times are ticks of UTC.
/// </summary>
internal static class Schema
{
    public const int FirstVersion = 1;

    private const string Create = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE instances (
            run INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            execution TEXT NOT NULL,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            status INTEGER NOT NULL,
            parent_id TEXT,
            parent_run INTEGER,
            parent_task INTEGER,
            parent_name TEXT,
            tags TEXT,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            completed INTEGER,
            trace TEXT);
        CREATE INDEX instances_created ON instances (created, id);
        CREATE INDEX instances_status ON instances (status, created, id);
        CREATE INDEX instances_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;

        -- Beside the instances, since these grow large and the rows there change at every episode. id = run * 4 + kind.
        CREATE TABLE payloads (id INTEGER PRIMARY KEY, data TEXT NOT NULL);

        CREATE TABLE history (
            run INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            type INTEGER NOT NULL,
            task INTEGER,
            name TEXT,
            payload TEXT,
            extra TEXT,
            time INTEGER NOT NULL,
            due INTEGER,
            PRIMARY KEY (run, seq)) WITHOUT ROWID;

        -- due is zero for what is to be taken now, and a time for timers and late starts.
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            task INTEGER,
            name TEXT,
            payload TEXT,
            due INTEGER NOT NULL);
        CREATE INDEX inbox_ready ON inbox (run, id) WHERE due = 0;
        CREATE INDEX inbox_later ON inbox (run, task) WHERE due > 0;
        CREATE INDEX inbox_due ON inbox (due) WHERE due > 0;

        -- Name and input are in the history, at seq.
        CREATE TABLE activities (
            run INTEGER NOT NULL,
            task INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            PRIMARY KEY (run, task)) WITHOUT ROWID;
        """;

    /// <summary>The steps to the present version; the first one leads to version 2. A step that was released never changes.</summary>
    public static IReadOnlyList<SchemaStep> Steps { get; } = [];

    /// <summary>
    /// Creates the tables, or upgrades those of an older version. Each step is one transaction with its new version, so that a process
    /// that dies in it continues there at the next start. A new database takes all steps too.
    /// </summary>
    /// <param name="session">The writer's connection.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="faults">Null in production.</param>
    /// <exception cref="StoreUnavailableException">The file was written by a newer version of the engine.</exception>
    public static void Ensure(SqlSession session, string path, IReadOnlyList<SchemaStep> steps, IEngineFaults? faults)
    {
        if (session.Number("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'") == 0)
        {
            Run(session, [Create, "INSERT INTO meta VALUES ('version', '1')"], faults);
        }

        for (int version = Require(session, path, FirstVersion + steps.Count); version < FirstVersion + steps.Count; version++)
        {
            string next = (version + 1).ToString(CultureInfo.InvariantCulture);
            Run(
                session,
                [.. steps[version - FirstVersion].Statements, $"UPDATE meta SET value = '{next}' WHERE name = 'version'"],
                faults);
        }
    }

    /// <summary>The version of a database.</summary>
    /// <exception cref="StoreUnavailableException">It is newer than this, or not a version.</exception>
    public static int Require(SqlSession session, string path, int newest)
    {
        string found = session.Scalar("SELECT value FROM meta WHERE name = 'version'") as string ?? string.Empty;
        if (!int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < FirstVersion)
        {
            throw new StoreUnavailableException($"The database {path} has no version of its schema: '{found}'.")
            {
                Problem = StoreProblem.Damaged,
            };
        }

        return version <= newest ? version : throw new StoreUnavailableException(string.Create(
            CultureInfo.InvariantCulture,
            $"The database {path} has schema version {version}, written by a newer version of DurableTask.Sqlite; this one reads and "
                + $"writes versions up to {newest}. Use the newer one, or restore a backup from before the upgrade."))
        {
            Problem = StoreProblem.NewerSchema,
        };
    }

    private static void Run(SqlSession session, IEnumerable<string> statements, IEngineFaults? faults)
    {
        session.Script("BEGIN IMMEDIATE");
        foreach (string statement in statements.Append("COMMIT"))
        {
            faults?.BeforeSchemaStatement(statement);
            session.Script(statement);
        }
    }
}

/// <summary>What changes the tables from one version to the next.</summary>
/// <param name="statements">SQL statements, one each.</param>
internal sealed class SchemaStep(params string[] statements)
{
    public IReadOnlyList<string> Statements { get; } = statements;
}
