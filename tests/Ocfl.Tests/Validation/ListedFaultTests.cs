namespace Ocfl.Tests.Validation;

/// <summary>
/// What validators are known to miss, item by item, and the mutations that try it here: a list to tick off.
/// <see cref="ObjectMutationTests"/>
/// and <see cref="RootMutationTests"/> carry the mutations out, each by the rules of 1.0 and of 1.1.
/// </summary>
public sealed class ListedFaultTests
{
    // The mutations that need the codes of others beside the one they show, since one thing breaks several rules.
    private static readonly Dictionary<string, string> NeverAlone = new(StringComparer.Ordinal)
    {
        ["E002"] = "E004",
        ["E004"] = "E002",
        ["E005"] = "E003",
        ["E006"] = "E003",
        ["E008"] = "E063",
        ["E011"] = "E012 E013 W001",
        ["E012"] = "E013",
        ["E013"] = "E012",
        ["E014"] = "E023 E057 E092",
        ["E016"] = "E092",
        ["E017"] = "E108",
        ["E020"] = "E016",
        ["E021"] = "E015 E016 E092",
        ["E029"] = "E093",
        ["E030"] = "E093",
        ["E031"] = "E050",
        ["E032"] = "E093",
        ["E034"] = "E001 E063",
        ["E035"] = "E092",
        ["E039"] = "E050 E092 E107",
        ["E042"] = "E099",
        ["E043"] = "E041",
        ["E044"] = "E041 E043 E102",
        ["E046"] = "E040",
        ["E055"] = "E102",
        ["E059"] = "E058",
        ["E062"] = "E060",
        ["E072"] = "E084",
        ["E074"] = "E072 E084 E085 E088",
        ["E075"] = "E069 E077",
        ["E077"] = "E069",
        ["E078"] = "E069",
        ["E079"] = "E069",
        ["E081"] = "E003 E004",
        ["E082"] = "E001",
        ["E083"] = "E071",
        ["E084"] = "E072",
        ["E085"] = "E072 E084 E088",
        ["E088"] = "E072 E084 E085",
        ["E096"] = "E107",
        ["E097"] = "E057",
        ["E104"] = "E001",
        ["E105"] = "E001",
        ["E110"] = "E037",
        ["W014"] = "E083",
    };

    public static TheoryData<string, string[]> Faults => new()
    {
        {
            "duplicate keys anywhere in the JSON",
            [
                "a member twice", "a member twice, once with an escape", "a version's member twice", "a user's member twice", "a version twice", "an algorithm of the fixity block twice",
                "a digest of the manifest twice", "a digest of a state twice", "a digest of a fixity block twice", "an unknown member twice", "a key twice in an unknown member",
            ]
        },
        { "non-UTF-8", [
            "bytes that are not UTF-8 in a message",
            "bytes that are not UTF-8 in a logical path",
            "an inventory in UTF-16",
            "half of a surrogate pair",
            "half of a surrogate pair in an unknown key's value",
            "half of a surrogate pair within an unknown member",
        ] },
        { "BOM", ["a byte order mark"] },
        {
            "unknown keys at each level",
            [
                "an unknown member", "an unknown member of a version", "an unknown member of a user", "an unknown key of the manifest", "an unknown key of a state",
                "fixity of an unknown algorithm", "an unknown key of a fixity algorithm", "a member in another case",
            ]
        },
        {
            "null for each member",
            [
                "an inventory null", "id null", "type null", "digestAlgorithm null", "head null", "contentDirectory null", "manifest null", "versions null", "fixity null", "a version null", "created null",
                "state null", "message null", "user null", "name null", "address null", "a digest of the manifest null", "a content path null", "a digest of the state null",
                "an algorithm of the fixity block null", "a digest of the fixity block null",
            ]
        },
        {
            "an upper-case or mixed-case digest",
            [
                "digests in upper case everywhere",
                "a digest in mixed case, the same in manifest and state",
                "a digest in upper case in the manifest only",
                "a digest in upper case in a state only",
                "a sidecar in upper case",
            ]
        },
        {
            "the same digest twice in different case",
            [
                "the same digest in two cases in the manifest",
                "the same digest in two cases in the manifest and a state",
                "the same digest in two cases in a state",
                "the same fixity digest in two cases",
            ]
        },
        { "dates that do not exist", ["created '2026-02-30T12:00:00Z'"] },
        { "a leap second", ["created '2016-12-31T23:59:60Z'", "created '2026-08-01T12:00:60Z'"] },
        { "lower-case t and z", ["created '2026-08-01t12:00:00z'"] },
        { "padded and unpadded mixed", [
            "a padded name among names without padding",
            "padded names of two widths",
            "a padded name without its zero",
        ] },
        {
            "a symbolic link",
            [
                "a symbolic link in the root", "a link in a version directory", "a link in the content", "a link in the place of a content file", "a link in the place of a content directory",
                "a link in an extension", "a link in the logs", "a link in an intermediate directory", "a link among the extensions",
            ]
        },
        { "an empty directory", [
            "an empty directory in the content",
            "an empty content directory",
            "an empty directory",
            "an empty directory deep down",
        ] },
        {
            "a version directory that no inventory names and the reverse",
            [
                "a version directory that no inventory names",
                "an empty version directory that no inventory names",
                "a version in the inventory without a directory",
                "a version directory that is missing",
            ]
        },
        { "fixity wrong only in an old inventory", ["fixity that does not match, in an old inventory only"] },
        { "inventories of different algorithms that disagree", [
            "an old inventory of another algorithm with another state",
            "an old inventory of another algorithm with a wrong digest",
        ] },
        { "an object of a newer specification than its root", ["an object newer than the root"] },
        {
            "conflicting paths",
            [
                "a content path that is a directory of another", "a content path that is the beginning of another", "a logical path that is a directory of another", "a logical path that is the beginning of another",
                "a content path twice", "a logical path twice", "a content path for two digests",
            ]
        },
        { "escapes in paths", ["escapes in a logical path", "escapes in a content path and its digest"] },
        { "a path of 4,096 bytes", ["a logical path of 4,096 bytes", "a content path of 4,096 bytes that is not there"] },
        { "control characters", [
            "control characters in a logical path",
            "control characters in a content path",
            "a content path with a NUL",
        ] },
        { "a root with two declarations", ["two declarations"] },
        { "an intermediate directory with files", ["a file in an intermediate directory"] },
        { "a layout file that does not match", [
            "a layout that no object keeps to",
            "a layout that one object does not keep to",
            "a layout that is not registered",
            "a layout that is not JSON",
        ] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_that_others_miss_is_tried_by_mutations(string fault, string[] mutations)
    {
        IEnumerable<string> known = [
            .. ObjectMutations.All.Select(mutation => mutation.Name),
            .. RootMutations.All.Select(mutation => mutation.Name),
        ];
        string[] missing = [.. mutations.Except(known)];
        Assert.True(missing.Length == 0, $"{fault}: there is no mutation '{string.Join("', '", missing)}'.");
    }

    [Fact]
    public void Every_code_is_shown_alone_or_with_those_that_cannot_be_avoided()
    {
        List<string[]> sets = [
            .. ObjectMutations.All.Select(mutation => mutation.CodesIn("1.1").ToArray()),
            .. RootMutations.All.Select(mutation => mutation.CodesIn("1.1").ToArray()),
        ];
        Dictionary<string, string> companions = sets
            .SelectMany(set => set.Select(code => (Code: code, Others: set.Where(other => other != code).ToArray())))
            .GroupBy(shown => shown.Code, shown => shown.Others)
            .Select(group => (group.Key, Fewest: group.MinBy(others => others.Length)!))
            .Where(shown => shown.Fewest.Length > 0)
            .ToDictionary(
                shown => shown.Key, shown => string.Join(' ', shown.Fewest.Order(StringComparer.Ordinal)), StringComparer.Ordinal);

        Assert.Equal(
            NeverAlone.OrderBy(entry => entry.Key, StringComparer.Ordinal), companions.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }
}
