using System.Globalization;
using Ocfl.Inventories;
using Ocfl.Sources;
using Ocfl.Staging;

namespace Ocfl.Ingests;

/// <summary>The fields of a line, and the rules for them.</summary>
internal sealed class IngestFields
{
    /// <summary>The field that says that the source is a bag.</summary>
    public const string Bag = "bag";

    private const string Id = "id";
    private const string Source = "source";
    private const string Message = "message";
    private const string User = "user";
    private const string Address = "address";
    private const string Created = "created";
    private const string Mode = "mode";
    private const string Digests = "digests";
    private const string Include = "include";
    private const string Exclude = "exclude";

    private readonly Dictionary<string, IReadOnlyList<string>> _values = new(StringComparer.Ordinal);

    /// <summary>The names of all fields.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Id, Source, Message, User, Address, Created, Mode, Digests, Bag, Include, Exclude];

    /// <summary>Whether a field can have several values.</summary>
    public static bool IsList(string name) => name is Source or Include or Exclude;

    /// <summary>Sets a field.</summary>
    public void Set(string name, IReadOnlyList<string> values) => _values[name] = values;

    /// <summary>What the fields ask for, or the first rule that they break.</summary>
    public IngestLine Build(long line, IngestDefaults defaults)
    {
        IngestFault? fault = Find(Id) is not { Length: > 0 } ? Missing(Id)
            : List(Source) is not [_, ..] sources || sources.Any(source => source.Length == 0) ? Missing(Source)
            : (Find(Message) ?? defaults.Message) is null ? Missing(Message)
            : (Find(User) ?? defaults.User) is not { Length: > 0 } ? Missing(User)
            : Find(Address) is { } address && !UriSyntax.IsUri(address)
                ? Wrong(Address, address, "must be a URI, such as mailto:ann@example.org")
            : Find(Created) is { } created && ParseTime(created) is null
                ? Wrong(Created, created, "must be a date, a time and an offset, such as 1998-04-01T12:00:00Z")
            : Find(Mode) is { } mode && mode is not ("replace" or "merge") ? Wrong(Mode, mode, "must be replace or merge")
            : Find(Bag) is { } bag && bag is not ("true" or "false") ? Wrong(Bag, bag, "must be true or false")
            : Find(Bag) == "true" && List(Source).Count > 1 ? new IngestFault(Bag, "is for one source, which is the bag")
            : Find(Digests) is "" ? Missing(Digests)
            : Find(Digests) is not null && Find(Bag) == "true"
                ? new IngestFault(Digests, "is not for a bag, which has its own manifests")
            : Find(Digests) is not null && List(Source).Count > 1 ? new IngestFault(Digests, "is for one source")
            : FindPatternFault(Include) ?? FindPatternFault(Exclude);
        return fault is not null
            ? new IngestLine(line, Entry: null, fault)
            : new IngestLine(
                line,
                new IngestEntry
                {
                    Id = Find(Id)!,
                    Sources = List(Source),
                    Message = Find(Message) ?? defaults.Message!,
                    User = Find(User) ?? defaults.User!,
                    // An address belongs to its name.
                    Address = Find(Address) ?? (Find(User) is null ? defaults.Address : null),
                    Created = Find(Created) is { } time ? ParseTime(time) : null,
                    Mode = Find(Mode) == "merge" ? UpdateMode.Merge : UpdateMode.Replace,
                    Digests = Find(Digests),
                    IsBag = Find(Bag) == "true",
                    Include = List(Include),
                    Exclude = List(Exclude),
                },
                Fault: null);
    }

    private string? Find(string name) => _values.TryGetValue(name, out IReadOnlyList<string>? values) ? values[0] : null;

    private IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) ?? [];

    private IngestFault? FindPatternFault(string name)
    {
        foreach (string pattern in List(name))
        {
            if (!GlobPattern.TryParse(pattern, out _, out string? problem))
            {
                return Wrong(name, pattern, problem);
            }
        }

        return null;
    }

    // A local time means something else on each machine.
    private static DateTimeOffset? ParseTime(string text) =>
        InventoryTimestamp.TryParse(text, out InventoryTimestamp time) ? time.Value : null;

    private static IngestFault Missing(string name) => new(name, name switch
    {
        Message or User => $"is missing, and there is no --{name}",
        _ => "is missing or empty",
    });

    private static IngestFault Wrong(string name, string value, string rule) =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"'{value}' {rule}"));
}
