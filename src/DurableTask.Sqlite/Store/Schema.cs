using System.Globalization;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// The tables. A run is one execution of one instance: a new number at every start and at every continue-as-new, so that a message
/// for an older execution is dropped. Times are ticks of UTC.
/// </summary>
internal static class Schema
{
    public const int Version = 1;

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

    /// <summary>The scripts that upgrade a database by one version each; the first one leads to version 2.</summary>
    private static readonly string[] Steps = [];

    /// <summary>Creates the tables, or upgrades those of an older version of the engine.</summary>
    /// <exception cref="StoreUnavailableException">The file was written by a newer version of the engine.</exception>
    public static void Ensure(SqlSession session)
    {
        if (session.Number("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'") == 0)
        {
            session.Script("BEGIN IMMEDIATE;\n" + Create + string.Create(
                CultureInfo.InvariantCulture, $"\nINSERT INTO meta VALUES ('version', '{Version}');\nCOMMIT;"));
            return;
        }

        string found = session.Scalar("SELECT value FROM meta WHERE name = 'version'") as string ?? string.Empty;
        if (!int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version is < 1 or > Version)
        {
            throw new StoreUnavailableException(
                $"The database has schema version '{found}'; this engine reads and writes version {Version}.");
        }

        for (; version < Version; version++)
        {
            session.Script(string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE;\n{Steps[version - 1]}\nUPDATE meta SET value = '{version + 1}' WHERE name = 'version';\nCOMMIT;"));
        }
    }
}
