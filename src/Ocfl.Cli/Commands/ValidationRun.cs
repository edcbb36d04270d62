using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Cli.Commands;

/// <summary>Validates what a command line names. What cannot be read does not stop the validation of the rest.</summary>
internal sealed class ValidationRun(Terminal terminal, ValidationRequest request, ValidationOutput output)
{
    private const string Argument = "PATH";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (request.Journal is { } journal && (!request.IsRoot || request.Paths.Count > 1))
        {
            throw new ToolException("--continue", journal, "is for one storage root, with --root");
        }

        if (request.Ids is [string first, ..] && (request.IsRoot || request.Paths.Count > 1))
        {
            throw new ToolException(
                "--id", first, request.IsRoot ? "cannot be combined with --root, which validates all objects" : "needs one storage root");
        }

        ProgressMeter meter = new(terminal, "objects");
        await using (meter.ConfigureAwait(false))
        {
            ValidatorOptions options = request.Options with { OnContentRead = read => meter.Add(read.Bytes) };
            IReadOnlyList<string> paths = FindPaths();
            if (options.Depth == ValidationDepth.Content && request.Ids.Count == 0)
            {
                meter.FindTotal(token => SumAsync(paths, token));
            }

            foreach (string path in paths)
            {
                await GuardAsync(path, () => ValidateAsync(path, options, meter, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The folders; of storage roots without the names that stand for them.</summary>
    private IReadOnlyList<string> FindPaths()
    {
        bool areRoots = request.IsRoot || request.Ids.Count > 0;
        if (request.Paths.Count > 0)
        {
            return areRoots
                ? [.. request.Paths.Select(path => path is ['@', ..] ? Place.Find(Place.RootArgument, path).Address : path)]
                : request.Paths;
        }

        return areRoots && Settings.Read().FindRoot() is { } root
            ? [root is ['@', ..] ? Place.Find(Place.RootArgument, root).Address : root]
            : throw new ToolException(
                areRoots ? "PATH is missing, and there is no default storage root. See 'ocfl validate --help'."
                    : "PATH is missing. See 'ocfl validate --help'.");
    }

    private async Task GuardAsync(string path, Func<Task> validate)
    {
        try
        {
            await validate().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ToolException or StorageException)
        {
            output.Fail(exception is ToolException ? exception.Message : $"{Argument} '{path}': {exception.Message}");
        }
    }

    private async Task ValidateAsync(string path, ValidatorOptions options, ProgressMeter meter, CancellationToken cancellationToken)
    {
        Place place = Place.Find(Argument, path);
        IStorage storage = await request.OpenAsync(place, cancellationToken).ConfigureAwait(false);
        if (request.Ids.Count > 0)
        {
            await ValidateIdsAsync(place, storage, options, meter, cancellationToken).ConfigureAwait(false);
        }
        else if (request.Journal is { } journal)
        {
            ResumableValidation validation = new(place, storage, options, output, meter);
            await validation.RunAsync(journal, cancellationToken).ConfigureAwait(false);
        }
        else if (request.IsRoot)
        {
            await foreach (ValidationReport report in new Validator(storage, options).ValidateRootAsync(
                root: "", cancellationToken).ConfigureAwait(false))
            {
                Report(place, report, meter);
            }
        }
        else
        {
            await RequireNoRootAsync(place, storage, cancellationToken).ConfigureAwait(false);
            Report(
                place, await new Validator(storage, options).ValidateObjectAsync("", cancellationToken).ConfigureAwait(false), meter);
        }
    }

    private void Report(Place place, ValidationReport report, ProgressMeter meter)
    {
        output.Report(report.Path.Length == 0 ? place.Text : place.Combine(report.Path), report);
        meter.AddItems(report.Target == ValidationTarget.OcflObject ? 1 : 0);
    }

    private async Task ValidateIdsAsync(
        Place place, IStorage storage, ValidatorOptions options, ProgressMeter meter, CancellationToken cancellationToken)
    {
        StorageRoot root = await place.OpenRootAsync(storage, cancellationToken).ConfigureAwait(false);
        PagedRootValidator validator = new(storage, options);
        foreach (string id in request.Ids)
        {
            await GuardAsync(place.Text, async () =>
            {
                ObjectLookup.RequireId(id);
                string objectRoot = await FindAsync(root, place.Text, id, cancellationToken).ConfigureAwait(false);
                ObjectInRoot found = await validator.ValidateObjectAsync(objectRoot, cancellationToken).ConfigureAwait(false);
                Report(place, found.Report, meter);
                if (found.RootFindings.Count > 0)
                {
                    Report(place, new ValidationReport(ValidationTarget.StorageRoot, "", found.RootFindings) { IsPartial = true }, meter);
                }
            }).ConfigureAwait(false);
        }
    }

    /// <summary>The object's directory, also of one that is damaged, or not in its place.</summary>
    private static async Task<string> FindAsync(StorageRoot root, string path, string id, CancellationToken cancellationToken)
    {
        if (root.Layout is { } layout)
        {
            try
            {
                string place = layout.GetObjectRoot(id);
                if (await root.Storage.ListAsync(place, recursive: false, cancellationToken)
                    .AnyAsync(cancellationToken).ConfigureAwait(false))
                {
                    return place;
                }
            }
            catch (LayoutException)
            {
                // It may be in another place all the same.
            }
        }

        return await root.FindMisplacedAsync(id, cancellationToken).ConfigureAwait(false)
            ?? (await root.SearchAsync(id, cancellationToken).ConfigureAwait(false)).ObjectRoot
            ?? throw new ToolException("--id", id, $"there is no such object in {path}");
    }

    /// <summary>Reports a storage root that was named without --root as that, and not as a broken object.</summary>
    private static async Task RequireNoRootAsync(Place place, IStorage storage, CancellationToken cancellationToken)
    {
        foreach (SpecificationVersion specification in (SpecificationVersion[])[SpecificationVersion.V11, SpecificationVersion.V10])
        {
            bool isRoot = await storage.GetFileAsync(
                specification.RootDeclaration, cancellationToken).ConfigureAwait(false) is not null;
            bool isObject = await storage.GetFileAsync(
                specification.ObjectDeclaration, cancellationToken).ConfigureAwait(false) is not null;
            if (isRoot && !isObject)
            {
                throw place.Fault("is a storage root, which is validated with --root");
            }
        }
    }

    // About: the inventories are among the files, and a file is read again if more than one digest is needed later.
    private async Task<long> SumAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        long bytes = 0;
        foreach (string path in paths)
        {
            IStorage storage;
            try
            {
                storage = await request.OpenAsync(Place.Find(Argument, path), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is ToolException or StorageException)
            {
                // It is reported when it is validated.
                continue;
            }

            bytes += await storage.ListPastFailuresAsync("", recursive: true, cancellationToken)
                .Select(entry => entry.File?.Length ?? 0).SumAsync(cancellationToken).ConfigureAwait(false);
        }

        return bytes;
    }
}
