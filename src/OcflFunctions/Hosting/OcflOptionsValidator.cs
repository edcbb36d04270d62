using System.Globalization;
using Microsoft.Extensions.Options;
using Ocfl.Layouts;
using Ocfl.Storage;

namespace OcflFunctions.Hosting;

/// <summary>Checks the settings when the app starts; each message names the key.</summary>
internal sealed class OcflOptionsValidator(IEnumerable<IStorageFactory> factories) : IValidateOptions<OcflOptions>
{
    private readonly IReadOnlyList<IStorageFactory> _factories = [.. factories];

    public ValidateOptionsResult Validate(string? name, OcflOptions options)
    {
        string[] problems = [
            .. Store("Storage", options.Storage),
            .. Within("Storage:MaxInventoryBytes", options.Storage.MaxInventoryBytes, 1L << 20, 1L << 40),
            .. Store("Work", options.Work),
            .. Places(options),
            .. Blobs(options),
            .. Layout(options),
            .. Sources(options),
            .. Stages(options.Stages),
            .. Updates(options),
            .. Validations(options),
            .. Imports(options),
            .. options.Audits.FindFaults().Select(fault => Problem($"Audits:{fault.Name}", fault.Problem)),
            .. options.Objects.FindFaults().Select(fault => Problem($"Objects:{fault.Name}", fault.Problem)),
            .. options.Maintenance.FindFaults().Select(fault => Problem($"Maintenance:{fault.Name}", fault.Problem)),
            .. Http(options),
            .. Events(options.Http.Events),
            .. options.Notify.FindFaults().Select(fault => Problem($"Notify:{fault.Name}", fault.Problem)),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Store(string section, StoreOptions store)
    {
        IStorageFactory? factory = _factories.FirstOrDefault(
            candidate => candidate.Kind.Equals(store.Kind, StringComparison.OrdinalIgnoreCase));
        if (factory is null)
        {
            string kinds = string.Join(", ", _factories.Select(candidate => candidate.Kind).Order(StringComparer.Ordinal));
            return [Problem($"{section}:Kind", $"is '{store.Kind}', which is not a kind of storage; there are: {kinds}")];
        }

        return factory.Validate(store).Select(problem => Problem($"{section}:{problem.Key}", problem.Problem));
    }

    private static IEnumerable<string> Places(OcflOptions options)
    {
        if (options.Storage.Path is { Length: > 0 } root && options.Work.Path is { Length: > 0 } work
            && IsLocal(options.Storage) && IsLocal(options.Work)
            && !RealPath.AreApart(LocalStorageFactory.RealPathOf(root), LocalStorageFactory.RealPathOf(work)))
        {
            yield return Problem("Work:Path", $"is '{work}', which is within the storage root '{root}' or around it; it must be apart");
        }
    }

    private static IEnumerable<string> Blobs(OcflOptions options)
    {
        StoreOptions root = options.Storage;
        StoreOptions work = options.Work;
        if (!IsLocal(root) && root.Kind.Equals(work.Kind, StringComparison.OrdinalIgnoreCase)
            && !string.IsNullOrWhiteSpace(root.Container)
            && (root.Container, root.ServiceUri, root.ConnectionString) == (work.Container, work.ServiceUri, work.ConnectionString)
            && (StoragePath.IsWithin(root.Path ?? "", work.Path ?? "") || StoragePath.IsWithin(work.Path ?? "", root.Path ?? "")))
        {
            yield return Problem("Work:Container", $"is '{work.Container}', where the storage root is; the work area must be apart");
        }
    }

    private static IEnumerable<string> Layout(OcflOptions options)
    {
        if (!StorageLayouts.Default.TryGetName(options.Layout, out _))
        {
            yield return Problem(
                "Layout",
                $"is '{options.Layout}', which is not a known layout; there are: {string.Join(", ", StorageLayouts.Default.Names)}");
        }
    }

    private IEnumerable<string> Sources(OcflOptions options)
    {
        SourceOptions sources = options.Sources;
        IEnumerable<string> paths = Blank("Sources:AllowedPaths", sources.AllowedPaths, "is empty; it must name a folder");
        IEnumerable<string> containers = Blank(
            "Sources:AllowedContainers",
            sources.AllowedContainers,
            "is empty; it must name a container, or a container and a prefix as 'container/prefix'");
        return [
            .. paths,
            .. containers,
            .. sources.AllowedContainers.SelectMany((place, index) => Place(sources, place, index)).Distinct(StringComparer.Ordinal),
        ];
    }

    private IEnumerable<string> Place(SourceOptions sources, string place, int index)
    {
        if (string.IsNullOrWhiteSpace(place))
        {
            return [];
        }

        IStorageFactory blobs = _factories.First(factory => factory.Kind == AzureBlobStorageFactory.Name);
        return blobs.Validate(new SourceStoreOptions(sources, place)).Select(problem => problem.Key is nameof(StoreOptions.Container)
            or nameof(StoreOptions.Path)
            ? Problem(string.Create(CultureInfo.InvariantCulture, $"Sources:AllowedContainers:{index}"), problem.Problem)
            : Problem($"Sources:{problem.Key}", problem.Problem));
    }

    private static IEnumerable<string> Blank(string key, IEnumerable<string> values, string problem) => values
        .Select((value, index) => (value, index))
        .Where(each => string.IsNullOrWhiteSpace(each.value))
        .Select(each => Problem($"{key}:{each.index}", problem));

    private static IEnumerable<string> Stages(StageOptions stages) =>
    [
        .. Within("Stages:MaxFileBytes", stages.MaxFileBytes, 1, 1L << 50),
        .. Within("Stages:MaxBytes", stages.MaxBytes, 1, 1L << 50),
        .. Within("Stages:MaxFiles", stages.MaxFiles, 1, 10_000_000),
        .. Within("Stages:PackBytes", stages.PackBytes, 0, 1 << 20),
        .. Within("Stages:MaxStagesPerClient", stages.MaxStagesPerClient, 1, 10_000),
        .. Within("Stages:KeepFreeBytes", stages.KeepFreeBytes, 0, 1L << 50),
        .. Within("Stages:Lifetime", stages.Lifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
    ];

    private static IEnumerable<string> Updates(OcflOptions options)
    {
        UpdateOptions updates = options.Updates;
        return
        [
            .. UpdateSettingsRules.Find(updates.ToSettings())
                .Concat(UpdateSettingsRules.Find(updates.ToNewVersionSettings()))
                .Select(fault => Problem($"Updates:{fault.Name}", fault.Problem)),
            .. Within("Updates:FilesAtOnce", updates.FilesAtOnce, 1, 256),
            .. Within("Updates:SingleSteps", updates.SingleSteps, 0, 500),
            .. Within("Updates:SliceFiles", updates.SliceFiles, 1, 10_000),
            .. Within("Updates:MaxQueued", updates.MaxQueued, 1, 10_000),
            .. Within("Updates:SliceBytes", updates.SliceBytes, 1, long.MaxValue),
            .. Within("Updates:RangeBytes", updates.RangeBytes, 1024 * 1024, 1L << 50),
            .. Within("Updates:MaxAddedPaths", updates.MaxAddedPaths, 0, 10_000_000),
            .. Within("Updates:MaxAddedPathBytes", updates.MaxAddedPathBytes, 0, 1L << 30),
        ];
    }

    // The retries are settings of updates, and are checked there.
    private static IEnumerable<string> Validations(OcflOptions options) => ValidationSettingsRules
        .Find(options.Validations.ToSettings(new UpdateOptions()))
        .Select(fault => Problem($"Validations:{fault.Name}", fault.Problem));

    private static IEnumerable<string> Imports(OcflOptions options) => ImportSettingsRules
        .Find(options.Imports.ToSettings(new UpdateOptions()))
        .Select(fault => Problem($"Imports:{fault.Name}", fault.Problem));

    private static IEnumerable<string> Http(OcflOptions options) =>
        Within("Http:MaxBodyBytes", options.Http.MaxBodyBytes, 1024, 64 * 1024 * 1024)
            .Concat(options.Http.Bearer.FindFaults().Select(fault => Problem($"Http:Bearer:{fault.Name}", fault.Problem)));

    private static IEnumerable<string> Events(EventOptions events) =>
    [
        .. Within("Http:Events:MaxStreams", events.MaxStreams, 0, 100_000),
        .. Within("Http:Events:PollInterval", events.PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
        .. Within("Http:Events:Heartbeat", events.Heartbeat, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(2)),
        .. Within("Http:Events:Lifetime", events.Lifetime, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(170)),
    ];

    private static IEnumerable<string> Within<T>(string key, T value, T least, T most)
        where T : IComparable<T> => UpdateSettingsRules.Within(key, value, least, most).Select(fault => Problem(fault.Name, fault.Problem));

    private static bool IsLocal(StoreOptions store) => LocalStorageFactory.Name.Equals(store.Kind, StringComparison.OrdinalIgnoreCase);

    private static string Problem(string key, string problem) => $"The setting {OcflOptions.Section}:{key} {problem}.";
}
