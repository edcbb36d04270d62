using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>External events: order, waiters, time-outs, names.</summary>
internal static class EventCases
{
    public static void Register(Work work)
    {
        work.Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("e"));
        work.Orchestrator("ListenThrice", async context =>
        {
            await context.WaitForExternalEvent<string>("go");
            return await context.WaitForExternalEvent<string>("e") + await context.WaitForExternalEvent<string>("E")
                + await context.WaitForExternalEvent<string>("e");
        });
        work.Orchestrator("ThreeWaiters", async context =>
        {
            Task<string>[] waiters = [.. Enumerable.Range(0, 3).Select(_ => context.WaitForExternalEvent<string>("e"))];
            context.SetCustomStatus("waiting");
            return string.Concat(await Task.WhenAll(waiters));
        });
        work.Orchestrator("WaitWithTimeout", WaitWithTimeoutAsync);
        work.Orchestrator("WaitAgainAfterTimeout", async context =>
        {
            string first;
            try
            {
                first = await context.WaitForExternalEvent<string>("e", TimeSpan.FromMilliseconds(30));
            }
            catch (OperationCanceledException cancelled)
            {
                first = cancelled.GetType().Name;
            }

            context.SetCustomStatus("waiting again");
            return first + " " + await context.WaitForExternalEvent<string>("e");
        });
        work.Orchestrator("TwoTypes", async context =>
        {
            Task<string> text = context.WaitForExternalEvent<string>("e");
            try
            {
                _ = context.WaitForExternalEvent<int>("e");
            }
            catch (ArgumentException refusal)
            {
                context.SetCustomStatus("refused");
                return $"{refusal.GetType().Name} {await text}";
            }

            return "accepted";
        });
        work.Orchestrator("TwoTypesOneAfterTheOther", async context =>
        {
            string text = await context.WaitForExternalEvent<string>("e");
            int number = await context.WaitForExternalEvent<int>("e");
            return $"{text} {number}";
        });
        work.Orchestrator("CancelledWait", async context =>
        {
            using CancellationTokenSource enough = new();
            Task<string> abandoned = context.WaitForExternalEvent<string>("e", enough.Token);
            await context.CallActivityAsync<string>("Say", "text");
            enough.Cancel();
            context.SetCustomStatus("cancelled");
            return $"{abandoned.IsCanceled} {await context.WaitForExternalEvent<string>("e")}";
        });
        work.Orchestrator("FirstOfEvents", async context =>
        {
            Task<string> one = context.WaitForExternalEvent<string>("one");
            Task<string> two = context.WaitForExternalEvent<string>("two");
            context.SetCustomStatus("waiting");
            Task<string> first = await Task.WhenAny(one, two);
            return first == one ? "one" : "two";
        });
        work.Orchestrator("SendTo", async context =>
        {
            context.SendEvent(context.GetInput<string>()!, "e", "sent");
            await context.CallActivityAsync<string>("Say", "text");
            return "sent";
        });
        work.Orchestrator("SendToSelf", async context =>
        {
            context.SendEvent(context.InstanceId, "e", "from myself");
            return await context.WaitForExternalEvent<string>("e");
        });
        work.Orchestrator("CountEvents", async context =>
        {
            string all = string.Empty;
            while (!all.EndsWith('.'))
            {
                all += await context.WaitForExternalEvent<string>("e");
            }

            return all;
        });
        foreach (string name in Names)
        {
            work.Orchestrator($"ListenTo{Array.IndexOf(Names, name)}", async context => await context.WaitForExternalEvent<string>(name));
        }
    }

    private static string[] Names => ["with space", "ü", "a.b-c_d", "1", "a:b"];

    public static IEnumerable<ConformanceCase> All()
    {
        yield return new("event/waited for", async probe =>
        {
            await probe.StartAsync("Listen");
            await probe.SendEventAsync("e", "text");
            return await probe.EndAsync();
        });
        yield return new("event/name in another case", async probe =>
        {
            await probe.StartAsync("Listen");
            await probe.SendEventAsync("E", "text");
            return await probe.EndAsync();
        });
        yield return new("event/kept in order", async probe =>
        {
            await probe.StartAsync("ListenThrice");
            foreach (string text in (string[])["a", "b", "c"])
            {
                await probe.SendEventAsync("e", text);
            }

            await probe.SendEventAsync("go", "now");
            return await probe.EndAsync();
        });
        yield return new("event/three waiters", async probe =>
        {
            await probe.StartAsync("ThreeWaiters");
            await probe.UntilCustomStatusAsync("\"waiting\"");
            foreach (string text in (string[])["A", "B", "C"])
            {
                await probe.SendEventAsync("e", text);
            }

            return await probe.EndAsync();
        });
        foreach (string timeout in (string[])["00:00:00", "00:00:00.0300000", "-00:00:00.0010000"])
        {
            yield return new($"event/time-out/{timeout}", probe => probe.RunAsync("WaitWithTimeout", timeout));
            yield return new($"event/time-out/{timeout}/the event is there", async probe =>
            {
                await probe.StartAsync("WaitWithTimeout", timeout + " later");
                await probe.SendEventAsync("e", "text");
                await probe.SendEventAsync("go", "now");
                return await probe.EndAsync();
            });
        }

        yield return new("event/wait again after a time-out", async probe =>
        {
            await probe.StartAsync("WaitAgainAfterTimeout");
            await probe.UntilCustomStatusAsync("\"waiting again\"");
            await probe.SendEventAsync("e", "text");
            return await probe.EndAsync();
        });
        yield return new("event/two types at once", async probe =>
        {
            await probe.StartAsync("TwoTypes");
            await probe.UntilCustomStatusAsync("\"refused\"");
            await probe.SendEventAsync("e", "text");
            return await probe.EndAsync();
        });
        yield return new("event/two types one after the other", async probe =>
        {
            await probe.StartAsync("TwoTypesOneAfterTheOther");
            await probe.SendEventAsync("e", "text");
            await probe.SendEventAsync("e", 2);
            return await probe.EndAsync();
        });
        yield return new("event/a cancelled wait takes nothing", async probe =>
        {
            await probe.StartAsync("CancelledWait");
            await probe.UntilCustomStatusAsync("\"cancelled\"");
            await probe.SendEventAsync("e", "text");
            return await probe.EndAsync();
        });
        yield return new("event/the first of two", async probe =>
        {
            await probe.StartAsync("FirstOfEvents");
            await probe.UntilCustomStatusAsync("\"waiting\"");
            await probe.SendEventAsync("two", "text");
            return await probe.EndAsync();
        });
        yield return new("event/to another orchestration", async probe =>
        {
            await probe.StartAsync("Listen", id: "listener");
            await probe.RunAsync("SendTo", probe.Id("listener"));
            return await probe.EndAsync("listener");
        });
        yield return new("event/to itself", probe => probe.RunAsync("SendToSelf"));
        yield return new("event/to an unknown orchestration", probe => probe.RunAsync("SendTo", probe.Id("nobody")));
        yield return new("event/to a finished orchestration", async probe =>
        {
            await probe.StartAsync("SeeInput", id: "done");
            await probe.EndAsync("done");
            return await probe.RunAsync("SendTo", probe.Id("done"));
        });
        yield return new("event/many in order", async probe =>
        {
            await probe.StartAsync("CountEvents");
            foreach (char letter in "abcdefghijkl.")
            {
                await probe.SendEventAsync("e", letter.ToString());
            }

            return await probe.EndAsync();
        });
        foreach (string name in Names)
        {
            yield return new ConformanceCase($"event/named '{name}'", async probe =>
            {
                await probe.StartAsync($"ListenTo{Array.IndexOf(Names, name)}");
                await probe.SendEventAsync(name, "text");
                return await probe.EndAsync();
            });
        }
    }

    private static async Task<object?> WaitWithTimeoutAsync(TaskOrchestrationContext context)
    {
        string[] input = context.GetInput<string>()!.Split(' ');
        if (input.Length > 1)
        {
            await context.WaitForExternalEvent<string>("go");
        }

        try
        {
            TimeSpan timeout = TimeSpan.Parse(input[0], System.Globalization.CultureInfo.InvariantCulture);
            return await context.WaitForExternalEvent<string>("e", timeout);
        }
        catch (OperationCanceledException cancelled)
        {
            return cancelled.GetType().Name;
        }
    }
}
