using System.Text.Json.Serialization;

namespace Ocfl.Staging;

/// <summary>Where content paths must be usable. The rules of each are those of <see cref="ContentPaths.Check"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PathConstraint>))]
public enum PathConstraint
{
    /// <summary>Wherever the specification allows them (OCFL 1.1, section 3.5.2).</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>On file systems of Unix.</summary>
    [JsonStringEnumMemberName("unix")]
    Unix,

    /// <summary>On file systems of Windows.</summary>
    [JsonStringEnumMemberName("windows")]
    Windows,

    /// <summary>In the object stores of Amazon, Azure and Google.</summary>
    [JsonStringEnumMemberName("cloud")]
    Cloud,
}
