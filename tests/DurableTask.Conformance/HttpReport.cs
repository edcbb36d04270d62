using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>The cases over the HTTP API of a host, beside what the embedded engine shows.</summary>
public sealed class HttpReport
{
    private readonly List<string> _lines = [];
    private readonly List<string> _wrong = [];

    /// <summary>Runs the cases that the API can show.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="ours">A client of the embedded engine.</param>
    /// <param name="there">The client of the host.</param>
    /// <param name="isAzure">Whether the host is that of Azure Functions: declared differences are then expected.</param>
    /// <param name="atOnce">How many cases run at once.</param>
    /// <param name="patience">How long a case waits for anything.</param>
    public static async Task<HttpReport> CreateAsync(
        IReadOnlyList<ConformanceCase> cases,
        DurableTaskClient ours,
        DurableTaskClient there,
        bool isAzure,
        int atOnce,
        TimeSpan patience)
    {
        ConformanceCase[] possible = [.. cases.Where(@case => @case.NotOverHttp is null)];
        ConcurrentDictionary<string, string> here = new(StringComparer.Ordinal);
        ConcurrentDictionary<string, string> seen = new(StringComparer.Ordinal);
        await Task.WhenAll(
            CaseRunner.ObserveAsync(possible, ours, atOnce, patience, here),
            CaseRunner.ObserveAsync(possible, there, atOnce, patience, seen));
        HttpReport report = new();
        foreach (ConformanceCase @case in cases)
        {
            report.Add(@case, here.GetValueOrDefault(@case.Name), seen.GetValueOrDefault(@case.Name), isAzure);
        }

        return report;
    }

    public int Same { get; private set; }

    public int AsDeclared { get; private set; }

    /// <summary>The cases that the API cannot show, counted by the reason.</summary>
    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>The cases that are neither the same nor as declared, with what was seen.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>One line a case, and the counts.</summary>
    public override string ToString() => string.Join('\n', [
        .. _lines,
        .. Skipped.Select(skip => string.Create(CultureInfo.InvariantCulture, $"{skip.Value} skipped: {skip.Key}")),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Same} same, {AsDeclared} different as declared, {Skipped.Values.Sum()} skipped, {_wrong.Count} wrong"),
    ]);

    private void Add(ConformanceCase @case, string? ours, string? there, bool isAzure)
    {
        Difference? difference = isAzure ? @case.Functions : null;
        if (@case.NotOverHttp is { } reason)
        {
            Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;
            _lines.Add($"skipped      {@case.Name}: {reason}");
        }
        else if (difference is not null && ours == difference.Ours && there != ours && (difference.There ?? there) == there)
        {
            AsDeclared++;
            _lines.Add($"as declared  {@case.Name}");
        }
        else if (difference is null && ours == there)
        {
            Same++;
            _lines.Add($"same         {@case.Name}");
        }
        else
        {
            _wrong.Add($"{@case.Name}: here {ours}, there {there}, declared {difference?.There ?? "the same"}");
            _lines.Add($"WRONG        {_wrong[^1]}");
        }
    }
}
