using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The form in which a version is exported.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExportFormat>))]
public enum ExportFormat
{
    /// <summary>A ZIP archive of the version's files.</summary>
    [JsonStringEnumMemberName("zip")]
    Zip,

    /// <summary>A tar archive (POSIX.1-2001, pax) of the version's files.</summary>
    [JsonStringEnumMemberName("tar")]
    Tar,

    /// <summary>A BagIt 1.0 bag (RFC 8493) with the version's files as its payload, in a tar archive.</summary>
    [JsonStringEnumMemberName("bag")]
    Bag,
}
