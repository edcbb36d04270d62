using System.Text.Json.Serialization;

namespace Ocfl.Updates;

/// <summary>What a step of an update does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OcflActivityKind>))]
public enum OcflActivityKind
{
    /// <summary>Writes the file that declares an object root.</summary>
    [JsonStringEnumMemberName("writeDeclaration")]
    WriteDeclaration,

    /// <summary>Creates the new version's directory. If the storage writes in place, reserves the version number for this update.</summary>
    [JsonStringEnumMemberName("versionDirectory")]
    VersionDirectory,

    /// <summary>Copies one file from the stage to its content path.</summary>
    [JsonStringEnumMemberName("copyContent")]
    CopyContent,

    /// <summary>Writes the version directory's inventory.</summary>
    [JsonStringEnumMemberName("writeVersionInventory")]
    WriteVersionInventory,

    /// <summary>Writes the sidecar of the version directory's inventory.</summary>
    [JsonStringEnumMemberName("writeVersionSidecar")]
    WriteVersionSidecar,

    /// <summary>Writes the root inventory: the commit.</summary>
    [JsonStringEnumMemberName("writeRootInventory")]
    WriteRootInventory,

    /// <summary>Writes the root inventory's sidecar.</summary>
    [JsonStringEnumMemberName("writeRootSidecar")]
    WriteRootSidecar,

    /// <summary>
    /// Removes a file that the new version no longer has in the object root: an older declaration, the sidecar of another algorithm.
    /// </summary>
    [JsonStringEnumMemberName("removeFile")]
    RemoveFile,
}
