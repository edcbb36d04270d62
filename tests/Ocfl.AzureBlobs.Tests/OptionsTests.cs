namespace Ocfl.AzureBlobs.Tests;

public sealed class OptionsTests
{
    private static readonly AzureBlobStorageOptions Good = new()
    {
        ServiceUri = new Uri("https://account.blob.core.windows.net"),
        Container = "objects",
    };

    [Fact]
    public void Options_do_not_print_their_secrets()
    {
        string key = Convert.ToBase64String(StorageExtensions.RandomBytes(64));
        AzureBlobStorageOptions options = Good with
        {
            ServiceUri = new Uri("https://account.blob.core.windows.net/?sig=secret"),
            ConnectionString = "AccountKey=" + key,
        };

        Assert.DoesNotContain(key, options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("objects", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b/ü")]
    public void A_storage_says_where_it_is(string prefix)
    {
        AzureBlobStorage storage = new(Good with { Prefix = prefix });

        Assert.Equal("https://account.blob.core.windows.net/objects" + (prefix.Length == 0 ? "" : "/" + prefix), storage.Location);
    }

    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        Refuses(Good with { ServiceUri = null }, "ConnectionString");
        Refuses(Good with { ConnectionString = "UseDevelopmentStorage=true" }, "ServiceUri");
        Refuses(Good with { ServiceUri = new Uri("account", UriKind.Relative) }, "ServiceUri");
        Refuses(Good with { Container = " " }, "Container");
        Refuses(Good with { Prefix = "a/../b" }, "Prefix");
        Refuses(Good with { Prefix = "a/" }, "Prefix");
        Refuses(Good with { BlockSize = 0 }, "BlockSize");
        Refuses(Good with { BlocksAtOnce = 0 }, "BlocksAtOnce");
        Refuses(Good with { BlocksInMemory = 0 }, "BlocksInMemory");
        Refuses(Good with { DeletesAtOnce = 0 }, "DeletesAtOnce");
        Good.Validate();
    }

    [Fact]
    public async Task A_name_that_no_blob_can_have_is_refused()
    {
        AzureBlobStorage storage = new(Good);
        foreach (string path in new[] { "half" + (char)0xd800, (char)0xdc00 + "half", "a" + (char)0xd83d + "b" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => storage.GetFileAsync(path));
        }
    }

    private static void Refuses(AzureBlobStorageOptions options, string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => new AzureBlobStorage(options)).Message, StringComparison.Ordinal);
}
