using DurableTask.Core.Exceptions;
using DurableTask.Sqlite;
using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.TestHost;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

// A process to be killed, or that does what its own process must do:
//   lock DATABASE                      holds SQLite's lock until it reads a line
//   upgrade DATABASE NUMBER            upgrades the schema by the steps of TestSchema, and dies before a statement
//   memory DATABASE COUNT CHARACTERS   starts, lists and finishes instances with large inputs
//   DATABASE LEDGER DELIVERIES         an engine. It takes one command a line and answers with one line once what was asked is durable:
//     start ID STEPS      → ok start ID, or refused start ID PROBLEM
//     raise ID NUMBER     → ok raise ID NUMBER, or refused raise ID PROBLEM
//     poison ID           → ok poison ID      (its activity kills the process)
//     wait ID             → done ID STATUS OUTPUT
//     health              → health IS-HEALTHY PROBLEM
//     fill, free          → ok fill, ok free  (the disk of the database)
//     golden              → ok golden         (leaves a database with instances in every state of waiting)
//     stop                → ends in order
switch (args[0])
{
    case "lock":
        await LockHolder.RunAsync(args[1]);
        return;
    case "upgrade":
        await TestSchema.UpgradeAsync(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
        return;
    case "memory":
        await MemoryWork.RunAsync(
            args[1],
            int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
        return;
}

string database = args[0];
string filler = database + ".filler";
var registry = new SqliteDurableTaskRegistry();
KillWork.Register(registry, ledger: args[1]);
GoldenWork.Register(registry);
var options = new SqliteDurableTaskOptions
{
    DatabasePath = database,
    MaxActivityDeliveries = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture),
};
await using var engine = new SqliteDurableTaskEngine(options, registry);
await engine.StartAsync(CancellationToken.None);
await AnswerAsync("ready");

var answers = new List<Task>();
while (await Console.In.ReadLineAsync() is { } line && line != "stop")
{
    answers.Add(TryAsync(line.Split(' ')));
}

await Task.WhenAll(answers);

async Task TryAsync(string[] command)
{
    try
    {
        await DoAsync(command);
    }
    catch (StoreUnavailableException refusal)
    {
        await AnswerAsync($"refused {command[0]} {command[1]} {refusal.Problem}");
    }
}

async Task DoAsync(string[] command)
{
    switch (command[0])
    {
        case "start":
            await StartAsync(KillWork.Name, command[1], command[2]);
            await AnswerAsync($"ok start {command[1]}");
            break;
        case "poison":
            await StartAsync(KillWork.Poison, command[1], null);
            await AnswerAsync($"ok poison {command[1]}");
            break;
        case "raise":
            await RaiseAsync(command[1], command[2]);
            await AnswerAsync($"ok raise {command[1]} {command[2]}");
            break;
        case "wait":
            OrchestrationMetadata done = await engine.Client.WaitForInstanceCompletionAsync(command[1], true);
            await AnswerAsync($"done {done.InstanceId} {done.RuntimeStatus} "
                + $"{done.ReadOutputAs<string>() ?? done.FailureDetails?.ErrorMessage}");
            break;
        case "health":
            await AnswerAsync($"health {engine.Health.IsHealthy} {engine.Health.Problem}");
            break;
        case "fill":
            Fill();
            await AnswerAsync("ok fill");
            break;
        case "free":
            File.Delete(filler);
            await AnswerAsync("ok free");
            break;
        case "golden":
            await GoldenWork.PrepareAsync(engine.Client);
            await AnswerAsync("ok golden");
            break;
        default:
            await AnswerAsync($"what is {command[0]}?");
            break;
    }
}

void Fill()
{
    using FileStream file = new(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    try
    {
        while (true)
        {
            file.Write(new byte[4096]);
        }
    }
    catch (IOException)
    {
        // The disk is full.
    }
}

async Task StartAsync(string name, string id, string? input)
{
    try
    {
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));
    }
    catch (OrchestrationAlreadyExistsException)
    {
        // Started before the kill, and the answer was lost.
    }
}

async Task RaiseAsync(string id, string number)
{
    try
    {
        await engine.Client.RaiseEventAsync(id, "number", number);
    }
    catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
    {
        // It was delivered before the kill, and the instance has finished with it.
    }
}

static async Task AnswerAsync(string answer)
{
    await Console.Out.WriteLineAsync(answer);
    await Console.Out.FlushAsync();
}
