using System.Collections.Concurrent;
using System.Threading.Channels;

namespace OcflFunctions.Local.Tests.Functions;

/// <summary>What the functions saw, for a test to wait for, and a gate for a test to open.</summary>
public sealed class Recorder
{
    private readonly ConcurrentDictionary<string, Channel<string>> _notes = new();

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Note(string topic, string text) => Topic(topic).Writer.TryWrite(text);

    public ValueTask<string> NextAsync(string topic, CancellationToken cancellation) => Topic(topic).Reader.ReadAsync(cancellation);

    public int Count(string topic) => Topic(topic).Reader.Count;

    private Channel<string> Topic(string topic) => _notes.GetOrAdd(topic, _ => Channel.CreateUnbounded<string>());
}
