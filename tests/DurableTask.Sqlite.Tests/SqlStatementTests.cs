using DurableTask.Sqlite.Store;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Tests;

/// <summary>Values go to SQLite and come back as they were.</summary>
public sealed class SqlStatementTests : IDisposable
{
    private readonly SqlSession _sql = SqlSession.Open(":memory:", SqliteOpenMode.Memory);

    [Fact]
    public void Parameters_go_by_their_numbers_in_whatever_order_the_text_has_them()
    {
        using SqlStatement reader = _sql.Query("SELECT $2, $1, $2", 1, "two");
        Assert.True(reader.Read());
        Assert.Equal(("two", 1L, "two"), (reader.GetString(0), reader.GetInt64(1), reader.GetString(2)));
        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ascii")]
    [InlineData("\u00e9\u4e2d\ud83d\ude00")]
    public void Texts_come_back_as_they_were(string text)
    {
        Assert.Equal(text, _sql.Scalar("SELECT $1", text));
        string large = string.Concat(Enumerable.Repeat(text, 2_000));
        Assert.Equal(large, _sql.Scalar("SELECT $1", large));
        Assert.Equal("text", _sql.Scalar("SELECT typeof($1)", text));
    }

    [Fact]
    public void A_null_is_not_read_as_a_number_or_a_text()
    {
        Assert.Null(_sql.Scalar("SELECT $1", default(SqlValue)));
        using SqlStatement reader = _sql.Query("SELECT NULL AS missing");
        Assert.True(reader.Read());
        Assert.True(reader.IsDBNull(0));
        Assert.Throws<InvalidOperationException>(() => reader.GetInt64(0));
        Assert.Contains("missing", Assert.Throws<InvalidOperationException>(() => reader.GetString(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_that_failed_runs_again()
    {
        _sql.Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
        Assert.Equal(1, _sql.Execute("INSERT INTO t VALUES ($1)", 1));
        Assert.Equal(19, Assert.Throws<SqliteException>(() => _sql.Execute("INSERT INTO t VALUES ($1)", 1)).SqliteErrorCode);
        Assert.Equal(1, _sql.Execute("INSERT INTO t VALUES ($1)", long.MaxValue));
        Assert.Equal(long.MaxValue, _sql.Number("SELECT MAX(a) FROM t"));
    }

    public void Dispose() => _sql.Dispose();
}
