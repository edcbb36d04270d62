using Ocfl.Testing;
using OcflFunctions.Local.Tests.Telemetry;

namespace OcflFunctions.Local.Tests.Hosting;

public sealed class PrivateFilesTests
{
    [Fact]
    public async Task Only_the_services_own_user_can_look_into_its_data()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Has no such modes.
        }

        using TemporaryFolder parent = new();
        string data = Path.Combine(parent.Path, "data");
        await using ProductHost host = await ProductHost.StartInAsync(data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        string[] files = [.. Directory.EnumerateFiles(data, "durable.db*")];
        Assert.Superset(
            new HashSet<string>(["durable.db", "durable.db-wal", "durable.db-shm", "durable.db.lock"]),
            new HashSet<string>(files.Select(file => Path.GetFileName(file))));
        foreach (string file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }
}
