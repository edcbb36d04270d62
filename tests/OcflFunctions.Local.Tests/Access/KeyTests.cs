using System.Net;
using OcflFunctions.Keys;
using OcflFunctions.Local.Hosting;
using OcflFunctions.Local.Tests.Http;

namespace OcflFunctions.Local.Tests.Access;

/// <summary>The named keys of the local host.</summary>
public sealed class KeyTests
{
    private static string FileOf(AccessHost host) => Path.Combine(host.Data, "keys.json");

    [Fact]
    public async Task A_key_is_printed_once_and_only_its_digest_is_in_a_file_of_the_service_s_own_user()
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync([CallerRole.Writer]);
        await using AccessHost _ = host;

        string key = keys["Writer"];
        Assert.Matches("^ocfl_[A-Za-z0-9_-]{43}$", key);
        string file = await File.ReadAllTextAsync(FileOf(host));
        Assert.DoesNotContain(key, file, StringComparison.Ordinal);
        Assert.DoesNotContain(key["ocfl_".Length..], file, StringComparison.Ordinal);
        Assert.Equal(["Writer", "writer"], (await host.KeysAsync("list")).Split('\t')[..2]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf(host)));
        }
    }

    [Fact]
    public async Task A_change_of_the_keys_counts_from_the_next_request()
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync([CallerRole.Reader]);
        await using AccessHost _ = host;

        string second = await host.AddKeyAsync("second", CallerRole.Reader);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, second));
        await host.KeysAsync("remove", "Reader");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, keys["Reader"]));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, second));

        // Without a key in the file, the service stays closed.
        await host.KeysAsync("remove", "SECOND");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, second));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, key: null));
    }

    [Fact]
    public async Task The_first_key_closes_a_service_that_was_open()
    {
        (AccessHost host, _) = await AccessHost.StartAsync([]);
        await using AccessHost running = host;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, key: null));

        string key = await host.AddKeyAsync("first", CallerRole.Reader);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, key: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, key + "x"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, key));
    }

    [Fact]
    public async Task A_file_that_could_not_be_read_is_read_again_by_the_next_request()
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync([CallerRole.Reader]);
        await using AccessHost _ = host;
        byte[] good = await File.ReadAllBytesAsync(FileOf(host));
        byte[] bad = [.. good];
        bad[0] = (byte)'x';
        DateTime written = new(2026, 8, 1, 12, 0, 0, DateTimeKind.Utc);
        await WriteAsync(bad);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, keys["Reader"]));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, keys["Reader"]));
        Assert.Equal(1, host.CountOf(2004));

        await WriteAsync(good);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, keys["Reader"]));

        // The state of the file is the same each time.
        async Task WriteAsync(byte[] content)
        {
            await File.WriteAllBytesAsync(FileOf(host), content);
            File.SetLastWriteTimeUtc(FileOf(host), written);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("""{"keys":[{"name":"a","role":"Operator","sha256":"00","createdAt":"2026-08-01T12:00:00Z"}]}""")]
    public async Task With_a_file_that_cannot_be_read_no_key_counts_and_no_service_starts(string content)
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync([CallerRole.Reader]);
        await using AccessHost _ = host;
        await File.WriteAllTextAsync(FileOf(host), content);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, keys["Reader"]));
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(
            () => LocalService.Build(CommandLine.Parse(["--data", host.Data]), "http://127.0.0.1:0"));
        Assert.Contains(FileOf(host), refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys add", "It must be 'keys add NAME --role ROLE'")]
    [InlineData("keys add ada", "'keys add' needs --role: reader, writer, operator.")]
    [InlineData("keys add ada --role admin", "--role is 'admin'; it must be reader, writer, operator.")]
    [InlineData("keys add ada --role 2", "--role is '2'; it must be")]
    [InlineData("keys add ada --role", "--role needs a value.")]
    [InlineData("keys list ada", "It must be 'keys add NAME --role ROLE'")]
    [InlineData("keys remove ada --role reader", "It must be 'keys add NAME --role ROLE'")]
    [InlineData("keys list --all", "'keys' has no option '--all'")]
    public void A_wrong_command_says_what_would_be_right(string line, string expected)
    {
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => CommandLine.Parse(line.Split(' ')));

        Assert.StartsWith(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_used_once_and_is_a_name()
    {
        (AccessHost host, _) = await AccessHost.StartAsync([CallerRole.Reader]);
        await using AccessHost running = host;

        Assert.Contains("already", await RefusalAsync(host, "add", "reader", "--role", "writer"), StringComparison.Ordinal);
        Assert.Contains("no key 'ada'", await RefusalAsync(host, "remove", "ada"), StringComparison.Ordinal);
        Assert.Contains("is not a name", await RefusalAsync(host, "add", "a b", "--role", "writer"), StringComparison.Ordinal);
        Assert.Single((await host.KeysAsync("list")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Changes_at_the_same_time_lose_no_key()
    {
        (AccessHost host, _) = await AccessHost.StartAsync([]);
        await using AccessHost running = host;

        string[] keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => host.AddKeyAsync($"key-{number}", CallerRole.Reader))));

        Assert.Equal(8, (await host.KeysAsync("list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (string key in keys)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, key));
        }
    }

    private static async Task<string> RefusalAsync(AccessHost host, params string[] args) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => host.KeysAsync(args))).Message;

    private static async Task<HttpStatusCode> StatusAsync(AccessHost host, string? key)
    {
        using HttpResponseMessage response = await host.SendAsync("GET", "/api/updates", key);
        if (!response.IsSuccessStatusCode)
        {
            await ProblemAssert.IsAsync(response, response.StatusCode);
        }

        return response.StatusCode;
    }
}
