using Ocfl.Findings;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Validates a storage root in parts, for callers that cannot do it in one call (<see cref="Validator.ValidateRootAsync"/>): page after
/// page of its objects, each object, and finally the root. Each part can be repeated at any time and by another process. Together they find
/// what the whole finds, except hard links between objects: no part reads two of them.
/// </summary>
/// <remarks>
/// Nothing is written. What the storage cannot read is a finding (<see cref="Finding.IsUnreadable"/>), and the rest is checked. A
/// caller may validate such an object again later.
/// </remarks>
public sealed class PagedRootValidator
{
    // What is wrong with the root's own files is reported with the root. If they cannot be read, the place of an object cannot be
    // checked.
    private static readonly FindingSink RequireReadable = new FindingSink.Handed((finding, _) =>
        finding.IsUnreadable ? throw new StorageException(finding.Message) : ValueTask.CompletedTask);

    private readonly IStorage _storage;
    private readonly ValidatorOptions _options;
    private RootRules? _rules;

    /// <summary>A validator of a storage root.</summary>
    /// <param name="storage">Its top is the root.</param>
    /// <param name="options">What to read and how many objects and files at a time; null for the defaults.</param>
    public PagedRootValidator(IStorage storage, ValidatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _options = options ?? ValidatorOptions.Default;
    }

    /// <summary>Finds objects, and reports what is neither an object nor on the way to one.</summary>
    /// <param name="after">The <see cref="RootPage.Next"/> of the part before; null for the first.</param>
    /// <param name="count">The most objects there may be in it.</param>
    /// <param name="onFinding">Takes what is found, about the root.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RootPage> FindObjectsAsync(
        string? after, int count, Func<Finding, CancellationToken, ValueTask> onFinding, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ObjectContext context = Root(new FindingSink.Handed(onFinding));
        List<string> objects = await RootHierarchy.FindObjectsAsync(context, after, cancellationToken)
            .Take(count)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return new(objects, objects.Count == count ? objects[^1] : null);
    }

    /// <summary>Validates an object by all rules that need only the object and the root's own files.</summary>
    /// <param name="objectRoot">Its root from the storage root.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ObjectInRoot> ValidateObjectAsync(string objectRoot, CancellationToken cancellationToken = default)
    {
        FindingSink.Collected sink = new(_options.MaxFindings);
        ObjectContext context = new(_storage, objectRoot, _options, sink);
        ObjectValidator validator = new(context);
        await validator.RunAsync(cancellationToken).ConfigureAwait(false);
        await context.ReportLinksNotComparedAsync(cancellationToken).ConfigureAwait(false);

        FindingSink.Collected nested = new(_options.MaxFindings);
        _rules ??= await RootRules.ReadAsync(Root(RequireReadable), cancellationToken).ConfigureAwait(false);
        ObjectPlace place = await _rules.CheckObjectAsync(
            validator, objectRoot, context, Root(nested), cancellationToken).ConfigureAwait(false);
        return new(validator.Report(sink.Take()), place) { RootFindings = nested.Take() };
    }

    /// <summary>Validates the root itself, when all its objects are known.</summary>
    /// <param name="tally">What they are together.</param>
    /// <param name="elsewhere">
    /// The ids and roots of the objects that are not where the layout puts them (<see cref="ObjectPlace.Right"/>), to find an id that
    /// occurs twice; no two that are can have one.
    /// </param>
    /// <param name="onFinding">Takes what is found, about the root.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ValidateRootAsync(
        RootTally tally,
        IAsyncEnumerable<(string ObjectId, string ObjectRoot)> elsewhere,
        Func<Finding, CancellationToken, ValueTask> onFinding,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ObjectContext context = Root(new FindingSink.Handed(onFinding));
        RootRules rules = await RootRules.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        await RootHierarchy.CheckTopAsync(context, cancellationToken).ConfigureAwait(false);
        await RootHierarchy.ReportDepthsAsync(
            context, tally.HasObjectsAtTop, tally.HasObjectsBelow, cancellationToken).ConfigureAwait(false);
        UnplacedIds ids = new(_options.ComparedIds);
        await foreach ((string objectId, string objectRoot) in elsewhere.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (await rules.HasTwinAsync(objectId, ids, context, cancellationToken).ConfigureAwait(false))
            {
                await StorageRootValidator.ReportSameIdAsync(context, objectId, objectRoot, cancellationToken).ConfigureAwait(false);
            }
        }

        await ids.ReportAsync(context, cancellationToken).ConfigureAwait(false);
        await rules.Layout.ReportAsync(context, tally.Placed, tally.Misplaced, cancellationToken).ConfigureAwait(false);
        await context.ReportLinksNotComparedAsync(cancellationToken).ConfigureAwait(false);
    }

    private ObjectContext Root(FindingSink sink) => new(_storage, "", _options, sink);
}
