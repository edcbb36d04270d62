using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Local.Management;

/// <summary>The answer to a start by the management API.</summary>
internal sealed record StartedInstance : ManagementLinks
{
    public StartedInstance(string id, ManagementLinks links) : base(links) => Id = id;

    /// <summary>The instance.</summary>
    [JsonPropertyOrder(-1)]
    public string Id { get; }
}
