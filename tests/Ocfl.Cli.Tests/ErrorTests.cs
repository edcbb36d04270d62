namespace Ocfl.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class ErrorTests(TwoVersions root) : IClassFixture<TwoVersions>
{
    [Theory]
    [InlineData("ROOT is missing", "ls")]
    [InlineData("a command is missing")]
    [InlineData("--version is missing. See 'ocfl restore --help'.", "restore", "root", "a.txt", "--id", "urn:x")]
    [InlineData("--manifest is missing. See 'ocfl ingest --help'.", "ingest", "root")]
    [InlineData("there is no command 'frobnicate'; there are: init, ls, log", "frobnicate")]
    [InlineData("there is no option '--frobnicate'", "ls", "root", "--frobnicate")]
    [InlineData("there is no option '--frobnicate'", "ls", "--frobnicate", "root")]
    [InlineData("there is no option '--depth'", "validate", "--depth", "x")]
    [InlineData("there is no option '-x'", "cat", "root", "--id", "urn:x", "-x")]
    [InlineData("there is no option '--frobnicate'", "--frobnicate", "ls")]
    [InlineData("PATH '--depth': there is no such folder", "validate", "--", "--depth")]
    [InlineData("PATH './--depth': there is no such folder", "validate", "./--depth")]
    [InlineData("PATH '--depth': version v2 has no such file", "cat", "root", "--id", "urn:x", "--", "--depth")]
    [InlineData("--id 'bad\uFFFD': is not UTF-8", "commit", "root", "--id", "bad\uFFFD", "-m", "m", "--user", "u", "one")]
    [InlineData("--message 'bad\uFFFD': is not UTF-8", "commit", "root", "--id", "urn:x", "-m", "bad\uFFFD", "--user", "u", "one")]
    [InlineData("ROOT 'new\uFFFD': is not UTF-8", "init", "new\uFFFD")]
    [InlineData("PATH '\uFFFD': is not UTF-8", "validate", "root", "\uFFFD")]
    [InlineData("'\uFFFD': is not UTF-8", "\uFFFD")]
    [InlineData("ROOT '': must not be empty", "init", "")]
    [InlineData("ROOT '': must not be empty", "ls", "")]
    [InlineData("ROOT '': must not be empty", "upgrade", "")]
    [InlineData("PATH '': must not be empty", "validate", "")]
    [InlineData("DESTINATION '': must not be empty", "export", "root", "--id", "urn:x", "")]
    [InlineData("SOURCE '': must not be empty", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "")]
    [InlineData("ROOT ' ': there is no such folder", "ls", " ")]
    [InlineData(
        "--changes '/dev/zero': is longer than 64 MiB", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--changes", "/dev/zero")]
    [InlineData("--layout-config '/dev/zero': is longer than 1 MiB", "init", "new", "--layout-config", "/dev/zero")]
    [InlineData("--layout-config '/dev/null': is not JSON, since it is empty", "init", "new", "--layout-config", "/dev/null")]
    [InlineData("ROOT '/proc/new': cannot be created: ", "init", "/proc/new")]
    [InlineData(
        "SOURCE 'root.pending': must be neither within the storage root's pending "
            + "area", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "root.pending")]
    [InlineData(
        "DESTINATION 'root.pending/out': must be neither within the storage root's pending "
            + "area", "export", "root", "--id", "urn:x", "root.pending/out")]
    [InlineData(
        "--pending 'root/x': must be neither within the storage root nor around "
            + "it", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "one", "--pending", "root/x")]
    [InlineData("--pending '.': must be neither within the storage root nor around it", "upgrade", "root", "--pending", ".")]
    [InlineData(
        "--pending 'one/a.txt': must be a folder, and is a file", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "one", "--pending", "one/a.txt")]
    [InlineData("--pending '': must not be empty", "init", "new", "--pending", "")]
    [InlineData("--id is missing. See 'ocfl log --help'.", "log", "root")]
    [InlineData("--message is missing", "commit", "root", "one", "--id", "urn:x", "--user", "u")]
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
    [InlineData(
        "--layout-config 'one/a.txt': The configuration of the layout 0004-hashed-n-tuple-storage-layout is not "
            + "JSON", "init", "new", "--layout-config", "one/a.txt")]
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
    [InlineData(
        "SOURCE 'root/extensions': must be neither within", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "root/extensions")]
    [InlineData("DESTINATION 'root/out': must be neither within", "export", "root", "--id", "urn:x", "root/out")]
    [InlineData("DESTINATION '.': must be neither within", "export", "root", "--id", "urn:x", ".")]
    [InlineData(
        "--mode 'add': must be replace, merge or select", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "add", "one")]
    [InlineData(
        "--digest 'md5': must be sha512 or sha256", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--digest", "md5", "one")]
    [InlineData("--fixity 'crc': must be one of", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--fixity", "crc", "one")]
    [InlineData("--address 'ann': must be a URI", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--address", "ann", "one")]
    [InlineData("--user '': must not be empty", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "", "one")]
    [InlineData(
        "SOURCE is missing: without it, give --changes, --digest or --spec", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u")]
    [InlineData(
        "SOURCE is missing: a new object starts with a folder", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--digest", "sha256")]
    [InlineData(
        "--mode 'merge': applies to the files of SOURCE, which is missing",
        "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "merge", "--digest", "sha256")]
    [InlineData("--mode 'select': needs --changes", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "select", "one")]
    [InlineData(
        "--changes 'nofile': there is no such file", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--changes", "nofile")]
    [InlineData(
        "--changes 'one/a.txt': is not JSON", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--changes", "one/a.txt")]
    [InlineData(
        "--path-constraint 'dos': must be none, unix, windows or "
            + "cloud", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--path-constraint", "dos", "one")]
    [InlineData(
        "--content-paths 'Hashed': must be identity, percent-encoded or "
            + "hashed", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--content-paths", "Hashed", "one")]
    [InlineData(
        "--content-directory 'a/b': must be one name without a "
            + "slash", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--content-directory", "a/b", "one")]
    [InlineData(
        "--content-directory '..': must be one name without a slash", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--content-directory", "..", "one")]
    [InlineData(
        "--content-directory 'inventory.json': must be one name", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--content-directory", "inventory.json", "one")]
    [InlineData(
        "--content-directory 'data': the object has 'content' and keeps "
            + "it", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--content-directory", "data", "one")]
    [InlineData(
        "--version-padding '1': must be 0, or from 2 to 9", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--version-padding", "1", "one")]
    [InlineData(
        "--version-padding '10': must be 0, or from 2 to 9", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--version-padding", "10", "one")]
    [InlineData(
        "--max-added-paths '-1': must be a number from 0 to "
            + "1099511627776", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--max-added-paths=-1", "one")]
    [InlineData(
        "--version-padding 'x': must be 0, or from 2 to 9", "commit", "root", "--id", "urn:new", "-m", "m", "--user", "u", "--version-padding", "x", "one")]
    [InlineData("--version-padding '4': the object has v2, and all its version numbers keep that "
        + "form", "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--version-padding", "4", "one")]
    [InlineData("ROOT 'one': is not an OCFL storage root", "upgrade", "one")]
    [InlineData("ROOT is missing", "upgrade")]
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

    [Theory]
    [InlineData("""{"op": "remove", "path": "a.txt"}""", "must be a JSON array of changes")]
    [InlineData("""["remove"]""", "changes[0]: must be an object")]
    [InlineData("""[{"op": "remove", "path": "a.txt"}, {"path": "a.txt"}]""", "changes[1].op: is missing")]
    [InlineData("""[{"op": "move"}]""", "changes[0].op: 'move' is not a change; the changes are: add, replace, remove, rename, copy, restore")]
    [InlineData("""[{"op": "remove"}]""", "changes[0].path: is missing")]
    [InlineData("""[{"op": "rename", "from": "a.txt"}]""", "changes[0].to: is missing")]
    [InlineData("""[{"op": "remove", "path": 1}]""", "changes[0].path: must be a string")]
    [InlineData("""[{"op": "remove", "path": "\ud800"}]""", "is not JSON: line 1, column 27: an escape stands for half of a character")]
    [InlineData("""[{"op": "remove", "\ud800": "a.txt"}]""", "is not JSON: line 1, column 19: an escape stands for half of a character")]
    [InlineData("[\n  {\"op\": \"remove\",}\n]", "is not JSON: line 2, column 19: nothing comes after the comma")]
    [InlineData("[{\"op\": ", "is not JSON: line 1, column 9: the text ends before it is complete")]
    [InlineData("""[{"op": "remove", "path": "a.txt", "to": "b"}]""", "changes[0].to: the change 'remove' has no such field; it has: path")]
    [InlineData("""[{"op": "remove", "path": "a.txt", "path": "b"}]""", "is not JSON: line 1, column 36: the name 'path' is there twice")]
    [InlineData("""[{"op": "remove", "path": "none"}]""", "changes[0].path: there is no 'none'")]
    [InlineData(
        """[{"op": "rename", "from": "a.txt", "to": "b\u0000"}]""", "changes[0].to: The logical path 'b\\u0000' cannot be used: it holds "
            + "a NUL")]
    [InlineData("""[{"op": "restore", "version": "v3"}]""", "changes[0].version: ")]
    [InlineData("""[{"op": "add", "path": "new.txt"}]""", "changes[0].path: the source has no file 'new.txt'")]
    public async Task A_change_that_cannot_be_made_is_told_with_its_place_and_nothing_is_written(string changes, string message)
    {
        string file = $"changes-{Guid.NewGuid():N}.json";
        root.Tool.Write(file, changes);

        ToolResult result = await root.Tool.RunAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--changes", file);

        Assert.Equal(2, result.Code);
        Assert.StartsWith($"ocfl: --changes '{file}': {message}", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
        Assert.Contains("v2", (await root.Tool.RunWellAsync("log", "root", "--id", "urn:x")).Split('\n')[0], StringComparison.Ordinal);
    }
}
