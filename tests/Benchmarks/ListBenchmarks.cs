using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OcflFunctions.Local.Hosting;

namespace Benchmarks;

/// <summary>Lists of updates over HTTP, with many finished ones in the engine's database.</summary>
internal static class ListBenchmarks
{
    private const int Updates = 100_000;
    private const int Rare = 20;
    private const int Rounds = 21;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Benchmark> All => [new("lists", "lists of updates, with 100,000 finished ones", RunAsync)];

    private static async IAsyncEnumerable<Measurement> RunAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (LocalApplication empty = await StartAsync(scratch, cancellationToken))
        {
        }

        await FillAsync(Path.Combine(scratch, "durable.db"), cancellationToken);
        await using LocalApplication service = await StartAsync(scratch, cancellationToken);
        using HttpClient http = new() { BaseAddress = service.Address };
        foreach ((string name, string query) in new[]
        {
            ("newest", "?top=50"),
            ("a rare status", "?top=50&status=Failed"),
            ("a rare outcome", "?top=50&status=Cancelled"),
            ("a status that none has", "?top=50&status=Held"),
            ("one object", "?top=50&objectId=urn:benchmark:4242"),
            ("an hour", "?top=50&from=2026-01-20T10:00:00Z&to=2026-01-20T11:00:00Z"),
            ("a text that none has, one request", "?top=50&text=nowhere"),
        })
        {
            List<double> times = [];
            int found = 0;
            for (int round = 0; round < Rounds; round++)
            {
                long began = Stopwatch.GetTimestamp();
                using JsonDocument page = JsonDocument.Parse(
                    await http.GetStreamAsync(new Uri("api/updates" + query, UriKind.Relative), cancellationToken));
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                found = page.RootElement.GetProperty("updates").GetArrayLength();
            }

            times.RemoveAt(0);
            times.Sort();
            yield return new Measurement(
                $"updates, {name}",
                times[times.Count / 2],
                "ms",
                string.Create(
                    CultureInfo.InvariantCulture, $"median of {times.Count}, worst {times[^1]:0.#} ms; {found} updates of {Updates:N0}"));
        }
    }

    private static async Task<LocalApplication> StartAsync(string scratch, CancellationToken cancellationToken)
    {
        (LocalApplication application, _) = LocalService.Build(
            CommandLine.Parse(["--data", scratch]), "http://127.0.0.1:0", builder => builder.Logging.ClearProviders());
        await application.StartAsync(cancellationToken);
        return application;
    }

    // As the engine has written them: the oldest first, some of them failed or cancelled long ago.
    private static async Task FillAsync(string database, CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = database,
            Pooling = false,
        }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using SqliteTransaction transaction = connection.BeginTransaction();
        await using SqliteCommand instance = connection.CreateCommand();
        instance.CommandText =
            """
            INSERT INTO instances (run, id, execution, name, version, status, created, updated, completed)
            VALUES ($run, $id, $id, 'UpdateObject', '2', $status, $created, $created, $created)
            """;
        await using SqliteCommand payload = connection.CreateCommand();
        payload.CommandText = "INSERT INTO payloads (id, data) VALUES ($id, $data)";
        for (int number = 1; number <= Updates; number++)
        {
            bool isFailed = number <= Rare;
            bool isCancelled = !isFailed && number <= 2 * Rare;
            DateTimeOffset created = First.AddSeconds(30 * number);
            string objectId = string.Create(CultureInfo.InvariantCulture, $"urn:benchmark:{number / 2}");
            int status = (int)(isFailed ? OrchestrationRuntimeStatus.Failed : OrchestrationRuntimeStatus.Completed);
            Execute(
                instance,
                ("$run", 1_000 + number),
                ("$id", Guid.CreateVersion7(created).ToString("N")),
                ("$status", status),
                ("$created", created.UtcTicks));
            long id = (1_000L + number) * 4;
            string input =
                $$$"""
                {"request":{"objectId":"{{{objectId}}}","source":{"directory":"incoming/{{{number}}}"},"message":"Delivery {{{number}}}",
                "user":{"name":"Ada Lovelace","address":"mailto:ada@example.org"}},"settings":{}}
                """;
            string output = isFailed ? "It failed." :
                $$$"""
                {"outcome":"{{{(isCancelled ? "Cancelled" : number % 3 == 0 ? "Unchanged" : "Completed")}}}","objectId":"{{{objectId}}}",
                "version":"v2","objectRoot":"3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f","digestAlgorithm":"sha512","steps":9}
                """;
            Execute(payload, ("$id", id), ("$data", input));
            Execute(payload, ("$id", id + 1), ("$data", output));
            Execute(
                payload,
                ("$id", id + 2),
                ("$data", """{"steps":"ddddddddd","stepsPlanned":9,"stepsDone":9,"bytesPlanned":4711,"committed":true}"""));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        foreach ((string name, object value) in values)
        {
            if (command.Parameters.Contains(name))
            {
                command.Parameters[name].Value = value;
            }
            else
            {
                command.Parameters.AddWithValue(name, value);
            }
        }

        command.ExecuteNonQuery();
    }
}
