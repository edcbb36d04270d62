using System.Threading.Channels;

namespace Ocfl.Validation;

/// <summary>Takes findings from several threads. Where a reader takes them out, it sets the pace.</summary>
internal abstract class FindingSink
{
    public abstract ValueTask AddAsync(Finding finding, CancellationToken cancellationToken);

    /// <summary>Keeps them all.</summary>
    public sealed class Collected : FindingSink
    {
        private readonly Lock _lock = new();
        private readonly List<Finding> _findings = [];

        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _findings.Add(finding);
            }

            return ValueTask.CompletedTask;
        }

        /// <summary>Takes out what is here, by place and code: hashing in parallel gives no order of its own.</summary>
        public IReadOnlyList<Finding> Take()
        {
            lock (_lock)
            {
                Finding[] findings = [.. _findings
                    .OrderBy(finding => finding.Location.Path, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Location.JsonPointer, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Code, StringComparer.Ordinal)];
                _findings.Clear();
                return findings;
            }
        }

        /// <summary>How many there are.</summary>
        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _findings.Count;
                }
            }
        }
    }

    /// <summary>Hands them on.</summary>
    public sealed class Streamed(ChannelWriter<Finding> writer) : FindingSink
    {
        public override ValueTask AddAsync(Finding finding, CancellationToken cancellationToken) => writer.WriteAsync(finding, cancellationToken);
    }
}
