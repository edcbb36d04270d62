using DurableTask.Core.Exceptions;
using DurableTask.Sqlite;
using DurableTask.Sqlite.TestHost;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

// A process to be killed. It takes one command a line and answers with one line once what was asked is durable:
//   start ID STEPS      → ok start ID
//   raise ID NUMBER     → ok raise ID NUMBER
//   wait ID             → done ID STATUS OUTPUT
//   golden              → ok golden      (leaves a database with instances in every state of waiting)
//   stop                → ends in order
string database = args[0];
var registry = new SqliteDurableTaskRegistry();
KillWork.Register(registry, ledger: database + ".ledger");
GoldenWork.Register(registry);
await using var engine = new SqliteDurableTaskEngine(
    new SqliteDurableTaskOptions { DatabasePath = database, MaxActivityDeliveries = 1000 }, registry);
await engine.StartAsync(CancellationToken.None);
await AnswerAsync("ready");

var answers = new List<Task>();
while (await Console.In.ReadLineAsync() is { } line && line != "stop")
{
    answers.Add(DoAsync(line.Split(' ')));
}

await Task.WhenAll(answers);

async Task DoAsync(string[] command)
{
    switch (command[0])
    {
        case "start":
            await StartAsync(command[1], command[2]);
            await AnswerAsync($"ok start {command[1]}");
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
        case "golden":
            await GoldenWork.PrepareAsync(engine.Client);
            await AnswerAsync("ok golden");
            break;
        default:
            await AnswerAsync($"what is {command[0]}?");
            break;
    }
}

async Task StartAsync(string id, string steps)
{
    try
    {
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(KillWork.Name, steps, new StartOrchestrationOptions(id));
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
