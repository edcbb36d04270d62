namespace OcflFunctions.Local.Files;

/// <summary>Creates folders that only the service's own user can open.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates a folder if there is none. An existing folder keeps its mode.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static string Create(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path).FullName : Directory.CreateDirectory(path, OwnerOnly).FullName;
}
