using System.Text.Json.Serialization;

namespace Ocfl.Staging;

/// <summary>How the files of an update become a version state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateMode>))]
public enum UpdateMode
{
    /// <summary>The new version has these files and no others.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>The new version has what the last one has, and these files in addition or instead.</summary>
    [JsonStringEnumMemberName("merge")]
    Merge,

    /// <summary>The new version has what the last one has; of these files it gets those that changes name.</summary>
    [JsonStringEnumMemberName("select")]
    Select,
}
