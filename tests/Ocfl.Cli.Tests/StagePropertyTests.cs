using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;
using Xunit.Abstractions;

namespace Ocfl.Cli.Tests;

/// <summary>
/// Several workers change the stage of one object and commit it, at the same time, each in a folder of its own within the object; some of
/// their processes are killed at any moment. Where nothing is staged, one of them also commits changes at once. A model of each folder says
/// what must be in it.
/// </summary>
[Trait("Category", "Slow")]
public sealed class StagePropertyTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>How many steps each worker does; a few unless set.</summary>
    private const string StepsVariable = "OCFL_STAGE_STEPS";

    private const int Workers = 3;
    private const int DefaultSteps = 10;

    private readonly ToolHere _tool = new();
    private readonly List<string> _acknowledged = [];
    private readonly SemaphoreSlim _turns = new(Workers, Workers);
    private readonly SemaphoreSlim _alone = new(1, 1);

    public void Dispose()
    {
        _turns.Dispose();
        _alone.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public async Task Random_commands_of_killed_processes_end_in_a_valid_object_whose_versions_are_those_of_the_model()
    {
        int steps = int.Parse(
            Environment.GetEnvironmentVariable(StepsVariable) ?? DefaultSteps.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}, {steps} steps");
        await _tool.InitAsync();
        Worker[] workers = [.. Enumerable.Range(0, Workers).Select(number => new Worker(this, number, new Random(seed + number)))];

        await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(steps, workers))));
        if (await StageAsync() is not null)
        {
            await CommitAsync("last");
        }

        await _tool.RequireValidAsync();
        OcflObject? found = await OpenAsync();
        output.WriteLine(
            $"{found?.Versions.Count ?? 0} versions, {workers.Sum(worker => worker.Killed)} killed, {_acknowledged.Count} commits acknowledged");
        string[] messages = [.. (found?.Versions ?? []).Select(version => version.Description.Message!)];
        Assert.Equal(messages.Length, messages.Distinct(StringComparer.Ordinal).Count());
        Assert.All(_acknowledged, message => Assert.Contains(message, messages));
        foreach (Worker worker in workers)
        {
            worker.Check(found);
        }

        await ToolHere.RunWellAsync("repair", _tool.Root, "--yes");
        Assert.Empty(Directory.EnumerateFiles(_tool["root.pending"], "*", SearchOption.AllDirectories));
    }

    private async Task CommitAsync(string message)
    {
        string printed = await ToolHere.RunWellAsync("commit", _tool.Root, "--id", "obj", "-m", message, "--user", "u", "--staged");
        Acknowledge(message, printed);
    }

    // Changes that undo each other, such as a file that is staged and removed, make no version.
    private void Acknowledge(string message, string printed)
    {
        if (printed.StartsWith("nothing has changed", StringComparison.Ordinal))
        {
            return;
        }

        lock (_acknowledged)
        {
            _acknowledged.Add(message);
        }
    }

    private async Task<OcflObject?> OpenAsync()
    {
        StorageRoot root = await StorageRoot.OpenAsync(new LocalStorage(new LocalStorageOptions { Path = _tool.Root }));
        return await root.OpenObjectAsync("obj");
    }

    private async Task<StagedVersion?> StageAsync()
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = _tool.Root });
        StorageRoot root = await StorageRoot.OpenAsync(storage);
        return await new ObjectStage(storage, "obj", async cancel => await root.OpenObjectAsync("obj", cancel) is { } found
            ? await UpdateTarget.FromAsync(found, cancel)
            : new UpdateTarget { ObjectId = "obj", ObjectRoot = root.GetObjectRoot("obj") }).ReadAsync();
    }

    /// <summary>The staged state, or that of the newest version if nothing is staged.</summary>
    private async Task<IReadOnlyDictionary<string, string>> StateAsync(string folder)
    {
        // A commit between the two reads ends the stage, and is then the newest version.
        DigestMap state = (await StageAsync())?.State ?? (await OpenAsync())?.Head.Description.State ?? DigestMap.Empty;
        return Below(state, folder);
    }

    private static SortedDictionary<string, string> Below(DigestMap state, string folder) => new(
        state.Paths.Where(file => file.Key.StartsWith(folder + "/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal),
        StringComparer.Ordinal);

    private sealed class Worker(StagePropertyTests test, int number, Random random)
    {
        private readonly string _folder = string.Create(CultureInfo.InvariantCulture, $"w{number}");
        private readonly List<SortedDictionary<string, string>> _history = [new(StringComparer.Ordinal)];
        private int _files;

        public int Killed { get; private set; }

        private SortedDictionary<string, string> State => _history[^1];

        public async Task RunAsync(int steps, Worker[] all)
        {
            for (int step = 0; step < steps; step++)
            {
                switch (random.Next(12))
                {
                    case 0:
                        await AloneAsync(() => ResetAllAsync(all));
                        continue;
                    case 1 or 2:
                        await AloneAsync(() => CommitAtOnceAsync(step));
                        continue;
                }

                await test._turns.WaitAsync();
                try
                {
                    await StepAsync(step);
                }
                finally
                {
                    test._turns.Release();
                }
            }
        }

        /// <summary>Each version has a state of the folder that the model had, and the states are in their order.</summary>
        public void Check(OcflObject? found)
        {
            int at = 0;
            foreach (OcflVersion version in found?.Versions ?? [])
            {
                SortedDictionary<string, string> state = Below(version.Description.State, _folder);
                int next = _history.FindIndex(at, known => known.SequenceEqual(state));
                Assert.True(next >= 0, $"{version.Number}: {_folder} is {Show(state)}, and was after {Show(_history[at])} never that");
                at = next;
            }
        }

        private async Task AloneAsync(Func<Task> stepAsync)
        {
            // Two that took their turns one by one would wait for each other.
            await test._alone.WaitAsync();
            for (int turn = 0; turn < Workers; turn++)
            {
                await test._turns.WaitAsync();
            }

            test._alone.Release();
            try
            {
                await stepAsync();
            }
            finally
            {
                test._turns.Release(Workers);
            }
        }

        // Alone, since it takes back what the others have staged.
        private async Task ResetAllAsync(Worker[] all)
        {
            DigestMap state = (await test.OpenAsync())?.Head.Description.State ?? DigestMap.Empty;
            bool killed = await ExecuteAsync(["reset", test._tool.Root, "--id", "obj"]) is null;
            bool isReset = await test.StageAsync() is null;
            Assert.True(killed || isReset);
            foreach (Worker worker in all.Where(_ => isReset))
            {
                worker._history.Add(Below(state, worker._folder));
            }
        }

        // Alone, since a stage holds only for the version that it was begun at.
        private async Task CommitAtOnceAsync(int step)
        {
            if (State.Count == 0 || await test.StageAsync() is not null)
            {
                return;
            }

            string message = string.Create(CultureInfo.InvariantCulture, $"{_folder} {step} at once");
            (string[] command, SortedDictionary<string, string> after) = await ChooseAsync(
                State.Keys.ElementAt(random.Next(State.Count)), [test._tool.Root, "--id", "obj", "-m", message, "--user", "u"]);
            ToolResult? result = await ExecuteAsync(command);
            await ObserveAsync(State, after, result);
            if (result is not null)
            {
                test.Acknowledge(message, result.Output);
            }
        }

        private async Task StepAsync(int step)
        {
            if (random.Next(4) == 0)
            {
                string message = string.Create(CultureInfo.InvariantCulture, $"{_folder} {step}");
                ToolResult? result = await ExecuteAsync(
                    ["commit", test._tool.Root, "--id", "obj", "-m", message, "--user", "u", "--staged"]);
                if (result is { Code: 0 } && result.Output.Contains("killed", StringComparison.Ordinal) is false)
                {
                    test.Acknowledge(message, result.Output);
                }
                else if (result is { Code: not 0 })
                {
                    Assert.Contains("nothing is staged", result.Error, StringComparison.Ordinal);
                }

                await ObserveAsync(State, null, null);
                return;
            }

            SortedDictionary<string, string> after = new(State, StringComparer.Ordinal);
            string[] command;
            if (State.Count == 0 || random.Next(4) == 0)
            {
                command = Stage(after);
            }
            else
            {
                (command, after) = await ChooseAsync(
                    State.Keys.ElementAt(random.Next(State.Count)), [test._tool.Root, "--id", "obj", "--stage"]);
            }

            await ObserveAsync(State, after, await ExecuteAsync(command));
        }

        // What was acknowledged is there; what was killed is there, or is not.
        private async Task ObserveAsync(
            SortedDictionary<string, string> before, SortedDictionary<string, string>? after, ToolResult? result)
        {
            Assert.True(result is null or { Code: 0 }, result?.Error);
            SortedDictionary<string, string> observed = new(
                (await test.StateAsync(_folder)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            Assert.True(
                (after is not null && observed.SequenceEqual(after)) || (result is null && observed.SequenceEqual(before)),
                $"{_folder} is {Show(observed)}, was {Show(before)}, should be {Show(after ?? before)}");
            _history.Add(observed);
        }

        private async Task<(string[] Command, SortedDictionary<string, string> After)> ChooseAsync(string path, string[] options)
        {
            SortedDictionary<string, string> after = new(State, StringComparer.Ordinal);
            string target = string.Create(CultureInfo.InvariantCulture, $"{_folder}/{random.Next(4)}/t{_files++}");
            switch (random.Next(6))
            {
                case 0:
                    after.Remove(path, out string? moved);
                    after[target] = moved!;
                    return (["mv", .. options, path, target], after);
                case 1:
                    after[target] = after[path];
                    return (["cp", .. options, path, target], after);
                case 2:
                    after.Remove(path);
                    return (["rm", .. options, path], after);
                case 3:
                    string sub = StoragePath.GetDirectory(path);
                    foreach (string file in State.Keys.Where(file => StoragePath.IsWithin(file, sub)))
                    {
                        after.Remove(file);
                    }

                    return (["rm", .. options, sub], after);
                default:
                    return await RestoreAsync(options, after) ?? await ChooseAsync(path, options);
            }
        }

        // A file of an earlier version, which may be there now with other content, or not at all.
        private async Task<(string[] Command, SortedDictionary<string, string> After)?> RestoreAsync(
            string[] options, SortedDictionary<string, string> after)
        {
            IReadOnlyList<OcflVersion> versions = (await test.OpenAsync())?.Versions ?? [];
            if (versions.Count == 0)
            {
                return null;
            }

            OcflVersion version = versions[random.Next(versions.Count)];
            SortedDictionary<string, string> earlier = Below(version.Description.State, _folder);
            if (earlier.Count == 0)
            {
                return null;
            }

            (string path, string digest) = earlier.ElementAt(random.Next(earlier.Count));
            after[path] = digest;
            return (["restore", .. options, "--version", version.Number.ToString(), path], after);
        }

        private string[] Stage(SortedDictionary<string, string> after)
        {
            string source = string.Create(CultureInfo.InvariantCulture, $"source-{_folder}-{_files++}");
            string sub = string.Create(CultureInfo.InvariantCulture, $"{random.Next(4)}");
            for (int i = 0; i <= random.Next(4); i++)
            {
                string name = random.Next(2) == 0 ? "same" : string.Create(CultureInfo.InvariantCulture, $"f{_files++}");
                string text = $"{source} {name} {i}";
                test._tool.Write($"{source}/{name}", text);
                after[$"{_folder}/{sub}/{name}"] = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(text)));
            }

            return ["stage", test._tool.Root, "--id", "obj", "--to", $"{_folder}/{sub}", test._tool[source]];
        }

        /// <summary>Runs a command; some as processes of their own that are killed.</summary>
        /// <returns>Null if it was killed.</returns>
        private async Task<ToolResult?> ExecuteAsync(string[] command)
        {
            int kind = random.Next(3);
            if (kind == 0)
            {
                return await ToolHere.RunAsync([], command);
            }

            ProcessStartInfo start = new("dotnet", ["exec", Tool.Program, .. command])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> written = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            using CancellationTokenSource moment = new();
            if (kind == 1)
            {
                moment.CancelAfter(random.Next(100, 900));
            }

            try
            {
                await process.WaitForExitAsync(moment.Token);
                return new ToolResult(process.ExitCode, await written, await error);
            }
            catch (OperationCanceledException)
            {
                Killed++;
                process.Kill();
                await process.WaitForExitAsync();
                return null;
            }
        }

        private static string Show(SortedDictionary<string, string> state) =>
            string.Join(", ", state.Select(file => $"{file.Key}={file.Value[..6]}"));
    }
}
