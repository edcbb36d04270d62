using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary>
/// Lists the objects of a storage root. In the order of their places a line is written as soon as it is known; other orders hold a line
/// for each object.
/// </summary>
internal sealed class ObjectList(Terminal terminal, ListView view)
{
    // Inventories are read several at a time.
    private const int Ahead = 8;

    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(string folder, string? match, CancellationToken cancellationToken)
    {
        ListedObjects objects = await ListedObjects.OpenAsync(folder, cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<ObjectEntry> entries = objects.Entries.Where(
            entry => match is null || entry.Id is null || FileSystemName.MatchesSimpleExpression(match, entry.Id, ignoreCase: false));
        bool needsFacts = view.IsLong || view.Sort is ListOrder.Size or ListOrder.Date or ListOrder.Version;
        IAsyncEnumerable<Line> lines = needsFacts
            ? ReadAsync(objects.MeasureAsync, entries, cancellationToken)
            : entries.Select(entry => new Line(entry));
        if (view.Sort is not null || view.IsReversed)
        {
            List<Line> all = await lines.ToListAsync(cancellationToken).ConfigureAwait(false);
            lines = view.Order(
                all,
                line => line.Entry.Id ?? "",
                line => (line.Facts?.Bytes ?? -1, line.Facts?.Created.Value, line.Facts?.Versions ?? 0)).ToAsyncEnumerable();
        }

        int code = ExitCode.Success;
        await foreach (Line line in lines.ConfigureAwait(false))
        {
            Write(line);
            if (line.Entry.Problem is { } problem)
            {
                bool isUnfinished = line.Entry.IsUnfinished;
                terminal.WriteError(isUnfinished
                    ? $"{problem.TrimEnd('.')}; 'ocfl repair' lists what a killed process has left, and removes it with --yes"
                    : problem);
                code = isUnfinished ? code : ExitCode.Failure;
            }
        }

        return code;
    }

    private static async IAsyncEnumerable<Line> ReadAsync(
        MeasureObject measure, IAsyncEnumerable<ObjectEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectEntry[] batch in entries.Chunk(Ahead).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (Line line in await Task.WhenAll(
                batch.Select(entry => ReadAsync(measure, entry, cancellationToken))).ConfigureAwait(false))
            {
                yield return line;
            }
        }
    }

    private static async Task<Line> ReadAsync(MeasureObject measure, ObjectEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Problem is not null)
        {
            return new Line(entry);
        }

        (OcflObject? opened, long bytes, string? problem) = await measure(entry, cancellationToken).ConfigureAwait(false);
        return new Line(entry with { Problem = problem })
        {
            Facts = opened is null ? null : new ObjectFacts(
                opened.Head.Number.ToString(),
                opened.Versions.Count,
                opened.Head.Description.Created,
                opened.Head.Description.State.PathCount,
                bytes),
        };
    }

    private void Write(Line line)
    {
        ObjectEntry entry = line.Entry;
        ObjectFacts? facts = line.Facts;
        if (view.IsJson && view.IsLong)
        {
            LongObjectLine json = new(
                entry.Id,
                entry.Root,
                entry.Problem,
                facts?.Version,
                facts?.Versions,
                facts?.Created.Text,
                facts?.Files,
                facts?.Bytes);
            terminal.WriteJson(json, JsonLines.Plain.LongObjectLine);
        }
        else if (view.IsJson)
        {
            terminal.WriteJson(new ObjectLine(entry.Id, entry.Root, entry.Problem), JsonLines.Plain.ObjectLine);
        }
        else if (entry.Id is not null)
        {
            string columns = !view.IsLong ? ""
                : facts is null ? "?\t?\t?\t?\t"
                : string.Create(
                    CultureInfo.InvariantCulture, $"{facts.Bytes}\t{facts.Version}\t{Terminal.Show(facts.Created.Text)}\t{facts.Files}\t");
            terminal.WriteLine($"{columns}{Terminal.Show(entry.Id)}\t{Terminal.Show(entry.Root)}");
        }
    }

    private sealed record Line(ObjectEntry Entry)
    {
        /// <summary>Null if they were not asked for, or could not be read.</summary>
        public ObjectFacts? Facts { get; init; }
    }

    /// <summary>The newest version of an object, without its inventory.</summary>
    private sealed record ObjectFacts(string Version, int Versions, InventoryTimestamp Created, int Files, long Bytes);
}
