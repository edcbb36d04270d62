using System.Globalization;
using System.Threading.Channels;
using Ocfl.Findings;

namespace Ocfl.Validation;

/// <summary>Receives findings from several threads. If there is a reader, the writers wait for it.</summary>
internal abstract class FindingSink
{
    public abstract ValueTask AddAsync(Finding finding, CancellationToken cancellationToken);

    /// <summary>Keeps a number of findings at most, and always the first of each code, so that the verdict is right.</summary>
    public sealed class Collected(int limit) : FindingSink
    {
        private readonly Lock _lock = new();
        private readonly List<Finding> _findings = [];
        private readonly HashSet<(string Code, FindingSeverity Severity)> _codes = [];
        private long _leftOut;

        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_codes.Add((finding.Code, finding.Severity)) || _findings.Count < limit)
                {
                    _findings.Add(finding);
                }
                else
                {
                    _leftOut++;
                }
            }

            return ValueTask.CompletedTask;
        }

        /// <summary>Returns and removes the findings, by place and code, since hashing in parallel has no order.</summary>
        public IReadOnlyList<Finding> Take()
        {
            lock (_lock)
            {
                IEnumerable<Finding> sorted = _findings
                    .OrderBy(finding => finding.Location.Path, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Location.JsonPointer, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Code, StringComparer.Ordinal);
                Finding[] findings = [.. _leftOut == 0 ? sorted : sorted.Append(LeftOut())];
                _findings.Clear();
                _codes.Clear();
                _leftOut = 0;
                return findings;
            }
        }

        private Finding LeftOut() => Finding.Of(
            FindingCodes.FindingsLeftOut,
            string.Create(CultureInfo.InvariantCulture, $"There are {_leftOut} more findings, which are left out here."),
            new(""));
    }

    /// <summary>Sends findings in batches.</summary>
    public sealed class Batched(int size, Func<IReadOnlyList<Finding>, CancellationToken, ValueTask> sendAsync) : FindingSink
    {
        private readonly Lock _lock = new();
        private List<Finding> _batch = [];

        public override async ValueTask AddAsync(Finding finding, CancellationToken cancellationToken)
        {
            List<Finding> full = [];
            lock (_lock)
            {
                _batch.Add(finding);
                if (_batch.Count >= size)
                {
                    full = _batch;
                    _batch = [];
                }
            }

            if (full.Count > 0)
            {
                await sendAsync(full, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Returns and removes the findings that were not sent.</summary>
        public IReadOnlyList<Finding> Take()
        {
            lock (_lock)
            {
                IReadOnlyList<Finding> rest = _batch;
                _batch = [];
                return rest;
            }
        }
    }

    /// <summary>Changes findings, or leaves them out.</summary>
    public sealed class Changed(FindingSink next, Func<Finding, Finding?> change) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) =>
            change(finding) is { } changed ? next.AddAsync(changed, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Calls a function for each finding.</summary>
    public sealed class Handed(Func<Finding, CancellationToken, ValueTask> onFinding) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) => onFinding(finding, cancellationToken);
    }

    /// <summary>Writes findings to a channel.</summary>
    public sealed class Streamed(ChannelWriter<Finding> writer) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) =>
            writer.WriteAsync(finding, cancellationToken);
    }
}
