using Ocfl.Staging;

namespace Ocfl.Ingests;

/// <summary>A version that a line of a manifest asks for.</summary>
public sealed record IngestEntry
{
    /// <summary>The object's id.</summary>
    public required string Id { get; init; }

    /// <summary>Where its files are: folders and files, whose files are put together.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Why the version is created.</summary>
    public required string Message { get; init; }

    /// <summary>Who creates it.</summary>
    public required string User { get; init; }

    /// <summary>The user's address, a URI; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>The version's time; null for now.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the version has the files of the sources and no others, or existing files stay.</summary>
    public UpdateMode Mode { get; init; }

    /// <summary>A file with the checksums that the files must have; null for none.</summary>
    public string? Digests { get; init; }

    /// <summary>Whether the source is a bag.</summary>
    public bool IsBag { get; init; }

    /// <summary>Patterns of the files that are taken; empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of files that are not taken.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}

/// <summary>A line of a manifest.</summary>
/// <param name="Line">Its number, from 1. Of several lines, that of the first.</param>
/// <param name="Entry">What it asks for; null if it is not valid.</param>
/// <param name="Fault">What is wrong with it; null if nothing is.</param>
public sealed record IngestLine(long Line, IngestEntry? Entry, IngestFault? Fault);

/// <summary>What is wrong with a line of a manifest.</summary>
/// <param name="Field">The field; null if it is the line as a whole.</param>
/// <param name="Rule">The rule that it breaks, as the end of a sentence.</param>
public sealed record IngestFault(string? Field, string Rule)
{
    /// <inheritdoc/>
    public override string ToString() => Field is null ? Rule : $"{Field}: {Rule}";
}

/// <summary>A manifest cannot be read at all.</summary>
/// <param name="message">Why, for people.</param>
public sealed class IngestManifestException(string message) : OcflException(message);

/// <summary>What lines have that do not say it themselves.</summary>
/// <param name="Message">The message; null for none.</param>
/// <param name="User">The user; null for none.</param>
/// <param name="Address">The address of <paramref name="User"/>; null for none.</param>
public sealed record IngestDefaults(string? Message, string? User, string? Address);
