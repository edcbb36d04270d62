using System.Globalization;
using System.Text;
using System.Text.Json;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Validations;

/// <summary>Reads a report in pages: the files of a folder that <see cref="FindingsWriter"/> wrote, in the order of their names.</summary>
internal sealed class FindingsReader(WorkArea work)
{
    private const int HeldNames = 1000;

    /// <summary>A page.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isCountedAsync">
    /// Whether the file of a path is part of the report; that of another run, or of one that died, is not.
    /// </param>
    /// <param name="after">Where to continue; null for the beginning.</param>
    /// <param name="top">How many findings at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings, and where the next ones start; null if there are no more.</returns>
    public async Task<(IReadOnlyList<Finding> Findings, FindingsPosition? Next)> ReadAsync(
        string folder, Func<string, Task<bool>> isCountedAsync, FindingsPosition? after, int top, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        IAsyncEnumerable<string> names = new OrderedListing(work.Storage, HeldNames).ListAsync(
            folder, entry => entry.Kind == StorageEntryKind.File, after?.File, cancellationToken);
        await foreach (string name in names)
        {
            if (findings.Count == top)
            {
                return (findings, new FindingsPosition(name, 0));
            }

            string path = StoragePath.Combine(folder, name);
            if (!await isCountedAsync(path))
            {
                continue;
            }

            long offset = await ReadFileAsync(path, name == after?.File ? after.Offset : 0, top, findings, cancellationToken);
            if (offset >= 0)
            {
                return (findings, new FindingsPosition(name, offset));
            }
        }

        return (findings, null);
    }

    /// <summary>Reads lines of a file until there are enough.</summary>
    /// <returns>Where the rest starts; -1 if all is read.</returns>
    private async Task<long> ReadFileAsync(
        string path, long offset, int top, List<Finding> findings, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await work.Storage.OpenReadAsync(
            path, new StorageReadOptions { Offset = offset }, cancellationToken);
        using StreamReader lines = new(reader.Content, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (findings.Count == top)
            {
                return offset;
            }

            findings.Add(Parse(line, path));
            offset += Encoding.UTF8.GetByteCount(line) + 1;
        }

        return -1;
    }

    private Finding Parse(string line, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ValidationWorkJson.Default.Finding) ?? throw new JsonException("A line is null.");
        }
        catch (JsonException fault)
        {
            throw new StorageException($"'{path}' in {work.Storage.Location} is damaged: {fault.Message}", fault);
        }
    }
}

/// <summary>A place in a report of findings.</summary>
/// <param name="File">The name of a file of findings.</param>
/// <param name="Offset">The first byte that has not been read.</param>
public sealed record FindingsPosition(string File, long Offset)
{
    /// <summary>The continuation at it.</summary>
    internal string ToContinuation() => PageQuery.Continue(Offset.ToString(CultureInfo.InvariantCulture), File);

    /// <summary>Reads the two parts of a continuation.</summary>
    internal static FindingsPosition Read(string offset, string file) =>
        new(file, long.Parse(offset, NumberStyles.None, CultureInfo.InvariantCulture));
}
