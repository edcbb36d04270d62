using System.Globalization;
using System.Threading.Channels;
using Ocfl.Findings;

namespace Ocfl.Validation;

/// <summary>Takes findings from several threads. Where a reader takes them out, it sets the pace.</summary>
internal abstract class FindingSink
{
    public abstract ValueTask AddAsync(Finding finding, CancellationToken cancellationToken);

    /// <summary>Keeps them, up to a number; the first of each code is kept in any case, so that the verdict is right.</summary>
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

        /// <summary>Takes out what is here, by place and code: hashing in parallel gives no order of its own.</summary>
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

    /// <summary>Hands them on in batches.</summary>
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

        /// <summary>Takes out what was not handed on.</summary>
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

    /// <summary>Hands them on changed, or leaves them out.</summary>
    public sealed class Changed(FindingSink next, Func<Finding, Finding?> change) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) =>
            change(finding) is { } changed ? next.AddAsync(changed, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Hands them to a caller.</summary>
    public sealed class Handed(Func<Finding, CancellationToken, ValueTask> onFinding) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) => onFinding(finding, cancellationToken);
    }

    /// <summary>Hands them on.</summary>
    public sealed class Streamed(ChannelWriter<Finding> writer) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) =>
            writer.WriteAsync(finding, cancellationToken);
    }
}
