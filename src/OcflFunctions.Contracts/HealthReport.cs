using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Whether the service is ready.</summary>
/// <param name="Status"><c>ready</c>, or <c>unavailable</c>.</param>
/// <param name="Checks">What was checked, each with <c>ok</c> or what is wrong.</param>
public sealed record HealthReport(string Status, IReadOnlyDictionary<string, string> Checks)
{
    /// <summary>The <see cref="Status"/> of a service that is ready.</summary>
    public const string Ready = "ready";

    /// <summary>The <see cref="Status"/> of a service that is not.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>What runs; null if an older service answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ServiceVersion? Version { get; init; }
}

/// <summary>What runs, and on what.</summary>
public sealed record ServiceVersion
{
    /// <summary>The product's name.</summary>
    public required string Product { get; init; }

    /// <summary>The product's version.</summary>
    public required string Version { get; init; }

    /// <summary>The durable engine and the kind of its host: <c>DurableTask.Sqlite</c>, or <c>Durable Functions</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The kind of storage that has the storage root, such as <c>Local</c> or <c>AzureBlobs</c>.</summary>
    public required string Storage { get; init; }

    /// <summary>The storage root's layout; null if it has none, or cannot be read now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Layout { get; init; }

    /// <summary>The OCFL version that the storage root declares, such as <c>1.1</c>; null if it cannot be read now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Specification { get; init; }
}
