namespace Ocfl.Tests.Objects;

/// <summary>A folder for one test, gone with all it holds afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("ocfl-tests-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(_parent, name);

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
