using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ocfl.Findings;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Validates objects and storage roots against OCFL 1.0 and 1.1: each object by the rules of the version that it declares. Everything
/// that is wrong is found, not the first thing only.
/// </summary>
/// <remarks>
/// Nothing is written. What the storage cannot read is a finding (<see cref="Finding.IsUnreadable"/>), the rest is checked, and the
/// verdict is not valid.
/// </remarks>
public sealed class Validator
{
    private const int StreamedFindings = 256;

    private readonly IStorage _storage;
    private readonly ValidatorOptions _options;

    /// <summary>A validator of what is in a storage.</summary>
    /// <param name="storage">Where the objects are.</param>
    /// <param name="options">What to read and how many objects and files at a time; null for the defaults.</param>
    public Validator(IStorage storage, ValidatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _options = options ?? ValidatorOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Parallelism, 1, nameof(options));
    }

    /// <summary>Validates an object and reports on it when it is done.</summary>
    /// <param name="objectRoot">The object's root from the storage's top; empty for the top itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ValidationReport> ValidateObjectAsync(string objectRoot, CancellationToken cancellationToken = default)
    {
        FindingSink.Collected sink = new(_options.MaxFindings);
        ObjectContext context = new(_storage, objectRoot, _options, sink);
        ObjectValidator validator = new(context);
        await validator.RunAsync(cancellationToken).ConfigureAwait(false);
        await context.ReportLinksNotComparedAsync(cancellationToken).ConfigureAwait(false);
        return validator.Report(sink.Take());
    }

    /// <summary>Validates an object and returns each finding as soon as it is there, in no particular order; none is kept.</summary>
    /// <param name="objectRoot">The object's root from the storage's top; empty for the top itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<Finding> FindInObjectAsync(
        string objectRoot, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<Finding> findings = Channel.CreateBounded<Finding>(new BoundedChannelOptions(StreamedFindings) { SingleReader = true });
        Task work = RunAsync(objectRoot, findings.Writer, stopping.Token);
        try
        {
            await foreach (Finding finding in findings.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Validates a storage root with all its objects: a report for each object, in no particular order, as soon as it is done, and
    /// reports about the root itself: one at the end, and more before it where much is wrong. Takes no more memory for more objects.
    /// </summary>
    /// <param name="root">The storage root from the storage's top; empty for the top itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<ValidationReport> ValidateRootAsync(string root = "", CancellationToken cancellationToken = default) =>
        new StorageRootValidator(_storage, root, _options).RunAsync(cancellationToken);

    private async Task RunAsync(string objectRoot, ChannelWriter<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            ObjectContext context = new(_storage, objectRoot, _options, new FindingSink.Streamed(findings));
            await Task.Run(() => new ObjectValidator(context).RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            await context.ReportLinksNotComparedAsync(cancellationToken).ConfigureAwait(false);
            findings.Complete();
        }
#pragma warning disable CA1031 // The reader gets the failure.
        catch (Exception exception)
        {
            findings.Complete(exception);
        }
#pragma warning restore CA1031
    }
}
