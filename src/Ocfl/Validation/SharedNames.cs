using Ocfl.Findings;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>The first names of files with several names, to find the others. A number of them at most.</summary>
internal sealed class SharedNames(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FileIdentity, string> _names = [];

    /// <summary>Whether there were more than could be remembered.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Adds a name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, from the storage's top.</param>
    /// <returns>Another name that the file has; null where none is known.</returns>
    public string? Add(FileIdentity file, string path)
    {
        lock (_lock)
        {
            if (_names.TryGetValue(file, out string? first))
            {
                // The same name may be listed again.
                return first == path ? null : first;
            }

            if (_names.Count < capacity)
            {
                _names.Add(file, path);
            }
            else
            {
                IsExceeded = true;
            }

            return null;
        }
    }

    /// <summary>Reports that links may have been missed, if there were too many files.</summary>
    public ValueTask ReportAsync(ObjectContext context, CancellationToken cancellationToken) => IsExceeded
        ? context.ReportAtAsync(
            FindingCodes.LinksNotCompared,
            $"More than {capacity} files have several names; hard links among the others were not looked for. Raise the limit to have "
                + "all compared.",
            "",
            cancellationToken)
        : ValueTask.CompletedTask;
}
