using System.Diagnostics;
using System.Threading.Channels;
using DurableTask.Sqlite.TestHost;

namespace DurableTask.Sqlite.Tests;

/// <summary>The test host as a child process, spoken to in lines.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();

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
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public static async Task<HostProcess> StartAsync(string database)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(typeof(KillWork).Assembly.Location);
        start.ArgumentList.Add(database);
        var host = new HostProcess(Process.Start(start)!);
        await host.AnswersAsync("ready", 1);
        return host;
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
