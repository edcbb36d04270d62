using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How the source becomes the new version's state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateMode>))]
public enum UpdateMode
{
    /// <summary>The new version has the source's files and no others.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>The new version has the previous version's files, with the source's added or in their place.</summary>
    [JsonStringEnumMemberName("merge")]
    Merge,
}
