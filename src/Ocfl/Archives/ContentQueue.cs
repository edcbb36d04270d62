using System.Runtime.CompilerServices;
using Ocfl.Objects;

namespace Ocfl.Archives;

/// <summary>
/// The contents of files in order. The next ones are opened, and small ones read and verified, while one is written: many small files wait
/// neither for the storage nor for one core. Memory is bounded.
/// </summary>
/// <param name="source">The object.</param>
internal sealed class ContentQueue(OcflObject source)
{
    private const int Ahead = 16;
    private const int InMemory = 1 << 20;

    /// <summary>Opens the contents. Each is disposed of when the next is requested.</summary>
    /// <param name="files">Paths with digests.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<QueuedContent> ReadAsync(
        IEnumerable<KeyValuePair<string, string>> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<Task<QueuedContent>> ahead = new();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using IEnumerator<KeyValuePair<string, string>> next = files.GetEnumerator();
        try
        {
            while (true)
            {
                while (ahead.Count < Ahead && next.MoveNext())
                {
                    (string path, string digest) = next.Current;
                    ahead.Enqueue(Task.Run(() => QueuedContent.OpenAsync(source, path, digest, InMemory, stop.Token), stop.Token));
                }

                if (!ahead.TryDequeue(out Task<QueuedContent>? first))
                {
                    yield break;
                }

                QueuedContent content = await first.ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    yield return content;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task<QueuedContent> opened in ahead)
            {
                await ReleaseAsync(opened).ConfigureAwait(false);
            }
        }
    }

    private static async Task ReleaseAsync(Task<QueuedContent> opened)
    {
        try
        {
            await (await opened.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OcflException or IOException or OperationCanceledException)
        {
            // The failure of an earlier file is the one that counts.
        }
    }
}
