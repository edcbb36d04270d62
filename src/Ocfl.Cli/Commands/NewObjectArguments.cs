using System.CommandLine;
using System.Globalization;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary>The options that shape an object and its content paths.</summary>
internal sealed class NewObjectArguments
{
    private readonly Option<string> _digest = new("--digest")
    {
        Description = "The digest algorithm: sha512 or sha256. An object that has another "
            + "moves to it, and all its content is read. The object's own unless given, sha512 for a new one.",
        HelpName = "NAME",
    };

    private readonly Option<string> _specification = new("--spec")
    {
        Description = "The version of OCFL to follow; that of the root for a new object, and the object's own, unless given.",
        HelpName = "VERSION",
    };

    private readonly Option<string> _constraint = new("--path-constraint")
    {
        Description = "Where new content paths must be usable: none, unix, windows or cloud; none unless given.",
        HelpName = "NAME",
    };

    private readonly Option<string> _contentPaths = new("--content-paths")
    {
        Description = "How content paths are derived from the files' paths: identity, percent-encoded or hashed; identity unless given.",
        HelpName = "NAME",
    };

    private readonly Option<string> _contentDirectory = new("--content-directory")
    {
        Description = "The content directory's name in a new object; content unless given.",
        HelpName = "NAME",
    };

    private readonly Option<string> _padding = new("--version-padding")
    {
        Description = "How many digits the version numbers of a new object have, with zeros in front: 2 to 9, or 0 for none.",
        HelpName = "DIGITS",
    };

    private readonly Option<bool> _search = Arguments.Search(
        "Before creating a new object, search the whole storage root for its id, by the ids of all objects, and refuse it if one "
            + "has it.");

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_search, _digest, _specification, _constraint, _contentPaths, _contentDirectory, _padding];

    /// <summary>Reads them.</summary>
    public NewObjectRequest Read(ParseResult parsed)
    {
        int? padding = ParsePadding(parsed.GetValue(_padding));
        return new NewObjectRequest(
            parsed.GetValue(_search),
            parsed.GetValue(_specification),
            padding,
            ParseDigest(parsed.GetValue(_digest)),
            new ContentPathRules(ParseMapping(parsed.GetValue(_contentPaths)), ParseConstraint(parsed.GetValue(_constraint))),
            ParseContentDirectory(parsed.GetValue(_contentDirectory)));
    }

    /// <summary>The value of <c>--digest</c>.</summary>
    public static DigestAlgorithm? ParseDigest(string? text) =>
        text is null ? null
        : DigestAlgorithm.TryGet(text, out DigestAlgorithm? algorithm) && algorithm.IsForInventories ? algorithm
        : throw new ToolException("--digest", text, "must be sha512 or sha256");

    private static ContentPathMapping ParseMapping(string? text) => text is null ? ContentPathMapping.Identity : Arguments.ParseWord(
        "--content-paths",
        text,
        ("identity", ContentPathMapping.Identity),
        ("percent-encoded", ContentPathMapping.PercentEncoded),
        ("hashed", ContentPathMapping.Hashed));

    private static PathConstraint ParseConstraint(string? text) => text is null ? PathConstraint.None : Arguments.ParseWord(
        "--path-constraint",
        text,
        ("none", PathConstraint.None),
        ("unix", PathConstraint.Unix),
        ("windows", PathConstraint.Windows),
        ("cloud", PathConstraint.Cloud));

    private static string? ParseContentDirectory(string? text) =>
        text is null || ContentPaths.IsDirectoryName(text) ? text
        : throw new ToolException(
            "--content-directory", text, "must be one name without a slash, not '.' or '..', and not that of the inventory");

    // One digit is no padding: a padded number starts with a zero.
    private static int? ParsePadding(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int digits) && digits is 0 or (>= 2 and <= 9) ? digits
        : throw new ToolException("--version-padding", text, "must be 0, or from 2 to 9");
}

/// <summary>How an object and its content paths are shaped.</summary>
internal sealed record NewObjectRequest(
    bool Search,
    string? Specification,
    int? Padding,
    DigestAlgorithm? DigestAlgorithm,
    ContentPathRules ContentPaths,
    string? ContentDirectory)
{
    /// <summary>Options for an object that is open, or for a new one.</summary>
    /// <exception cref="ToolException">An option does not fit the object.</exception>
    public ObjectUpdateOptions ApplyTo(ObjectUpdateOptions options, StorageRoot root, Inventory? inventory)
    {
        if (inventory is not null && ContentDirectory is { } name && name != inventory.EffectiveContentDirectory)
        {
            throw new ToolException(
                "--content-directory",
                name,
                $"the object has '{inventory.EffectiveContentDirectory}' and keeps it (OCFL 1.1, section 3.5.1)");
        }

        if (inventory is not null && Padding is { } padding && padding != inventory.Head.Width)
        {
            throw new ToolException(
                "--version-padding",
                padding.ToString(CultureInfo.InvariantCulture),
                $"the object has {inventory.Head}, and all its version numbers keep that form (OCFL 1.1, section 3.4.1)");
        }

        return options with
        {
            Specification = ChooseSpecification(root, isNew: inventory is null),
            DigestAlgorithm = DigestAlgorithm,
            ContentPaths = ContentPaths,
            ContentDirectory = ContentDirectory,
            VersionPadding = Padding ?? 0,
        };
    }

    private SpecificationVersion? ChooseSpecification(StorageRoot root, bool isNew)
    {
        if (Specification is null)
        {
            return isNew ? root.Specification : null;
        }

        if (!SpecificationVersion.TryParse(Specification, out SpecificationVersion specification))
        {
            throw new ToolException("--spec", Specification, "must be 1.0 or 1.1");
        }

        return specification <= root.Specification
            ? specification
            : throw new ToolException("--spec", Specification, $"must not be newer than the storage root, which is of OCFL {root.Specification}");
    }
}
