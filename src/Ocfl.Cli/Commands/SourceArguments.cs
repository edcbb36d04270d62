using System.CommandLine;
using Ocfl.Digests;
using Ocfl.Sources;
using Ocfl.Staging;

namespace Ocfl.Cli.Commands;

/// <summary>The arguments of the commands that take files from folders, bags or a tar archive.</summary>
internal sealed class SourceArguments
{
    private readonly Argument<string[]> _sources;

    private readonly Option<string[]> _include = new("--include")
    {
        Description = "Take only files whose path in SOURCE matches a pattern: '*' and '?' within a name, '**' for any folders, such as "
            + "'**/*.tif'. Can be repeated.",
        HelpName = "PATTERN",
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Do not take files that match a pattern, even if --include names them. Can be repeated.",
        HelpName = "PATTERN",
    };

    private readonly Option<bool> _bag = new("--bag")
    {
        Description = "SOURCE is a bag (BagIt): it is verified, its payload becomes the files, and its digests go to the fixity block.",
    };

    private readonly Option<string> _bagTags = new("--bag-tags")
    {
        Description = "With --bag: the folder of the version that receives the bag's tag files.",
        HelpName = "DIR",
    };

    private readonly Option<string> _digests = new("--digests")
    {
        Description = "A file with the checksums that the files must have, as sha512sum, sha256sum, sha1sum or md5sum write it. Each file "
            + "that is taken must be in it.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _fixity = new("--fixity")
    {
        Description = "A further digest algorithm for the fixity block; can be repeated.",
        HelpName = "NAME",
    };

    /// <summary>The arguments.</summary>
    /// <param name="description">What the sources are for.</param>
    public SourceArguments(string description) => _sources = new("SOURCE")
    {
        Description = description + " A folder with its hidden files, a file, a URL of blobs, or - for a tar archive on the standard input. "
            + "Several are put together.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Adds the sources.</summary>
    public void AddSources(Command command) => command.Add(_sources);

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_include, _exclude, _bag, _bagTags, _digests, _fixity];

    /// <summary>Reads them.</summary>
    public SourceRequest Read(ParseResult parsed)
    {
        SourceRequest request = new(
            parsed.GetValue(_sources) ?? [],
            ReadPatterns(parsed, _include),
            ReadPatterns(parsed, _exclude),
            parsed.GetValue(_bag),
            ReadFolder(parsed.GetValue(_bagTags), _bagTags.Name),
            parsed.GetValue(_digests),
            [.. (parsed.GetValue(_fixity) ?? []).Select(ParseFixity).Distinct()]);
        Check(request);
        return request;
    }

    /// <summary>The path of a folder of a version.</summary>
    public static string? ReadFolder(string? text, string option)
    {
        string? folder = text is "." or "/" ? "" : text?.TrimEnd('/');
        return folder is null or "" || Storage.StoragePath.IsValid(folder)
            ? folder
            : throw new ToolException(option, text!, "must be a path without a slash in front, and without a name that is empty, '.' or '..'");
    }

    private static void Check(SourceRequest request)
    {
        bool hasArchive = request.Sources.Contains(SourceRequest.StandardInput, StringComparer.Ordinal);
        string? option = request.Include.Count > 0 ? "--include"
            : request.Exclude.Count > 0 ? "--exclude"
            : request.IsBag ? "--bag"
            : request.DigestsFile is not null ? "--digests"
            : null;
        if (option is not null && request.Sources.Count == 0)
        {
            throw new ToolException($"{option} is about the files of SOURCE, which is missing");
        }

        if (option is not null && hasArchive)
        {
            throw new ToolException("SOURCE", "-", $"a tar archive is taken as it is, without {option}");
        }

        if (hasArchive && request.Sources.Count > 1)
        {
            throw new ToolException("SOURCE", "-", "a tar archive must be the only source");
        }

        if (request.IsBag && request.Sources.Count != 1)
        {
            throw new ToolException("--bag is for one SOURCE, which is the bag");
        }

        if (request.IsBag && request.DigestsFile is { } file)
        {
            throw new ToolException("--digests", file, "is not for a bag, which has its own manifests");
        }

        if (request.BagTags is { } tags && !request.IsBag)
        {
            throw new ToolException("--bag-tags", tags, "needs --bag");
        }

        if (request.DigestsFile is { } list && request.Sources.Count > 1)
        {
            throw new ToolException("--digests", list, "is for one SOURCE");
        }
    }

    private static string[] ReadPatterns(ParseResult parsed, Option<string[]> option)
    {
        string[] patterns = parsed.GetValue(option) ?? [];
        foreach (string pattern in patterns)
        {
            if (!GlobPattern.TryParse(pattern, out _, out string? problem))
            {
                throw new ToolException(option.Name, pattern, problem);
            }
        }

        return patterns;
    }

    /// <summary>The value of <c>--fixity</c>.</summary>
    public static DigestAlgorithm ParseFixity(string text) =>
        DigestAlgorithm.TryGet(text, out DigestAlgorithm? algorithm)
            ? algorithm
            : throw new ToolException("--fixity", text, $"must be one of {string.Join(", ", DigestAlgorithm.All)}");
}

/// <summary>The sources that a command line names, and what of them is taken.</summary>
internal sealed record SourceRequest(
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Include,
    IReadOnlyList<string> Exclude,
    bool IsBag,
    string? BagTags,
    string? DigestsFile,
    IReadOnlyList<DigestAlgorithm> Fixity)
{
    /// <summary>What stands for the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The folder of the version that receives the files; empty for its top.</summary>
    public string To { get; init; } = "";

    /// <summary>The sources as messages name them.</summary>
    public string Names => string.Join(", ", Sources.Select(source => $"'{source}'"));

    /// <summary>The exception for sources without files.</summary>
    public ToolException DescribeEmpty() => new($"SOURCE {Names}: " + (Include.Count + Exclude.Count > 0
        ? "--include and --exclude select no file; if the version is to have no files, give --allow-empty"
        : "has no files; if it is a share, check that it is mounted; if the version is to have no files, give --allow-empty"));

    /// <summary>What of each source is taken.</summary>
    /// <exception cref="ToolException">The list of digests cannot be used.</exception>
    public async Task<SourceSelection> SelectAsync(CancellationToken cancellationToken) => new()
    {
        Include = Include.Count == 0 ? null : Include,
        Exclude = Exclude,
        IsBag = IsBag,
        BagTags = BagTags,
        To = To,
        Digests = DigestsFile is null ? null : await ReadDigestsAsync(DigestsFile, cancellationToken).ConfigureAwait(false),
    };

    private static async Task<ExpectedDigests> ReadDigestsAsync(string file, CancellationToken cancellationToken)
    {
        const int mostMebibytes = 1024;
        ArraySegment<byte> text = await InputFile.ReadTextAsync(
            "--digests", file, mostMebibytes, cancellationToken).ConfigureAwait(false);
        using MemoryStream content = new(text.Array!, text.Offset, text.Count, writable: false);
        try
        {
            return await ExpectedDigests.ReadAsync(content, file, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidUpdateException fault)
        {
            throw new ToolException("--digests", file, fault.Message.TrimEnd('.'));
        }
    }
}
