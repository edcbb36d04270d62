using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using DurableTask.Sqlite.TestHost;

namespace DurableTask.Sqlite.Tests;

/// <summary>The test host as a child process, spoken to in lines.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _errors = [];

    private HostProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _answers.Writer.TryComplete();
            }
            else
            {
                _answers.Writer.TryWrite(line.Data);
            }
        };
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has written to its standard error so far.</summary>
    public string Errors => string.Join(Environment.NewLine, _errors);

    /// <summary>An engine.</summary>
    public static async Task<HostProcess> StartAsync(string database, int deliveries = 1000)
    {
        HostProcess host = Start([database, database + ".ledger", $"{deliveries}"]);
        await host.AnswersAsync("ready", 1);
        return host;
    }

    /// <summary>Another program that has the database locked.</summary>
    public static async Task<HostProcess> LockAsync(string database)
    {
        HostProcess host = Start(["lock", database]);
        await host.AnswersAsync("ready", 1);
        return host;
    }

    /// <summary>The test host with these arguments.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="wrapper">A command that runs another one, which follows; none if empty.</param>
    /// <param name="variables">Environment variables.</param>
    public static HostProcess Start(
        IEnumerable<string> arguments, IReadOnlyList<string>? wrapper = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [.. wrapper ?? [], dotnet, typeof(KillWork).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new HostProcess(Process.Start(start)!);
    }

    public async Task SendAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>As kill -9 does it.</summary>
    public void Kill() => _process.Kill();

    public async Task<List<string>> AnswersSoFarAsync()
    {
        await Task.Yield();
        var lines = new List<string>();
        while (_answers.Reader.TryRead(out string? line))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Until the process is gone.</summary>
    public async Task<List<string>> RemainingAnswersAsync()
    {
        var lines = new List<string>();
        await foreach (string line in _answers.Reader.ReadAllAsync(Deadline.Token()))
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync(Deadline.Token());
        return lines;
    }

    /// <summary>So many answers of this kind; others are passed over.</summary>
    public async Task<List<string>> AnswersAsync(string kind, int count)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            string line = await _answers.Reader.ReadAsync(Deadline.Token());
            if (line.StartsWith(kind, StringComparison.Ordinal))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>The next answer to a command, whichever it is.</summary>
    public async Task<string> AnswerAsync(string command)
    {
        while (true)
        {
            string line = await _answers.Reader.ReadAsync(Deadline.Token());
            if (line.Split(' ') is ["ok" or "refused", var name, ..] && name == command)
            {
                return line;
            }
        }
    }

    public async Task StopAsync()
    {
        await SendAsync("stop");
        await _process.WaitForExitAsync(Deadline.Token());
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
