namespace Ocfl.Cli.Tests;

public sealed class ErrorTests(TwoVersions root) : IClassFixture<TwoVersions>
{
    [Theory]
    [InlineData("ROOT is missing", "ls")]
    [InlineData("a command is missing")]
    [InlineData("'frobnicate' is not known here", "frobnicate")]
    [InlineData("'--frobnicate' is not known here", "ls", "root", "--frobnicate")]
    [InlineData("--id' is required", "log", "root")]
    [InlineData("--message' is required", "commit", "root", "one", "--id", "urn:x", "--user", "u")]
    [InlineData("ROOT 'nowhere': there is no such folder", "ls", "nowhere")]
    [InlineData("ROOT 'one': is not an OCFL storage root: it has no declaration", "ls", "one")]
    [InlineData("ROOT 'one/a.txt': must be a folder, and is a file", "ls", "one/a.txt")]
    [InlineData("ROOT 'one': cannot become an OCFL storage root, since it is not empty", "init", "one")]
    [InlineData("ROOT 'root': is a storage root of OCFL 1.1 already, not of 1.0", "init", "root", "--spec", "1.0", "--layout", "0003")]
    [InlineData("ROOT 'one/a.txt': must be a folder, and is a file", "init", "one/a.txt")]
    [InlineData("--spec '2.0': must be 1.0 or 1.1", "init", "new", "--spec", "2.0")]
    [InlineData("--layout '0005': must be 'none' or one of 0002-flat", "init", "new", "--layout", "0005")]
    [InlineData("--layout '0006': needs --layout-config, since the parameter 'delimiter'", "init", "new", "--layout", "0006")]
    [InlineData("--layout-config 'nofile': there is no such file", "init", "new", "--layout-config", "nofile")]
    [InlineData("--layout-config 'one/a.txt': The configuration of the layout 0004-hashed-n-tuple-storage-layout is not JSON", "init", "new", "--layout-config", "one/a.txt")]
    [InlineData("--id 'urn:none': there is no such object in root", "show", "root", "--id", "urn:none")]
    [InlineData("--id '': must not be empty", "show", "root", "--id", "")]
    [InlineData("--version 'x': must be 'v' and a number", "ls", "root", "--id", "urn:x", "--version", "x")]
    [InlineData("--version 'v3': the object has v1 to v2", "ls", "root", "--id", "urn:x", "--version", "v3")]
    [InlineData("--version 'v0': the object has v1 to v2", "ls", "root", "--id", "urn:x", "--version", "v0")]
    [InlineData("--version 'v1': needs an --id", "ls", "root", "--version", "v1")]
    [InlineData("--from '9': the object has", "diff", "root", "--id", "urn:x", "--from", "9")]
    [InlineData("--to 'z': must be", "diff", "root", "--id", "urn:x", "--to", "z")]
    [InlineData("PATH 'none': version v2 has no such file", "cat", "root", "--id", "urn:x", "none")]
    [InlineData("--offset '-1': must be a number of bytes", "cat", "root", "--id", "urn:x", "a.txt", "--offset=-1")]
    [InlineData("--length 'x': must be a number of bytes", "cat", "root", "--id", "urn:x", "a.txt", "--length", "x")]
    [InlineData("--path 'none': no version of the object", "log", "root", "--id", "urn:x", "--path", "none")]
    [InlineData("SOURCE 'nowhere': there is no such folder", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "nowhere")]
    [InlineData("SOURCE 'root/extensions': must be neither within", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "root/extensions")]
    [InlineData("FOLDER 'root/out': must be neither within", "export", "root", "--id", "urn:x", "root/out")]
    [InlineData("FOLDER '.': must be neither within", "export", "root", "--id", "urn:x", ".")]
    [InlineData("--mode 'add': must be replace or merge", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "add", "one")]
    [InlineData("--digest 'md5': must be sha512 or sha256", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--digest", "md5", "one")]
    [InlineData("--fixity 'crc': must be one of", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--fixity", "crc", "one")]
    [InlineData("--address 'ann': must be a URI", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--address", "ann", "one")]
    [InlineData("--user '': must not be empty", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "", "one")]
    public async Task What_cannot_be_done_is_told_on_one_line_with_the_argument_and_the_rule(string message, params string[] arguments)
    {
        ToolResult result = await root.Tool.RunAsync(arguments);

        Assert.Equal(2, result.Code);
        Assert.Equal("", result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.StartsWith("ocfl: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
        Assert.False(Directory.Exists(Path.Combine(root.Tool.Folder, "new")));
    }
}
