namespace OcflFunctions.Local.Demo;

/// <summary>On what kind of storage the demo is.</summary>
internal enum DemoStorageKind
{
    /// <summary>Folders.</summary>
    Local,

    /// <summary>Blobs, on an emulator that is started for it.</summary>
    Azurite,
}
