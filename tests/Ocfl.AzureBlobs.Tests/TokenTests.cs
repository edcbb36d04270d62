using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Storage on an account that is opened by a token and by nothing else, as in Azure.</summary>
[Trait("Category", "Slow")]
public sealed class TokenTests(TokenAccount account) : IClassFixture<TokenAccount>
{
    [Fact]
    public async Task An_object_is_made_updated_and_read()
    {
        AzureBlobStorage root = account.Open("root", new MadeUpToken());
        AzureBlobStorage stage = account.Open("work", new MadeUpToken());

        foreach (string text in (string[])["first", "second"])
        {
            UpdatePlan plan = await UpdateScenario.PlanAsync(
                root, stage, text, UpdateScenario.Files(("file", text)), SpecificationVersion.V11);
            await UpdateScenario.RunAsync(plan, root, stage, text);
        }

        Assert.Equal(2, (await ObjectHistory.ReadAsync(root, UpdateScenario.ObjectRoot)).Count);
        await ObjectHistory.AssertValidAsync(root, UpdateScenario.ObjectRoot);
        Assert.InRange(account.Requests.Counts["Copy Blob From URL"], 2, int.MaxValue);
    }

    [Fact]
    public async Task The_service_copies_within_the_account_and_takes_a_leftover_over()
    {
        AzureBlobStorage root = account.Open("root", new MadeUpToken());
        AzureBlobStorage source = account.Open("source", new MadeUpToken());
        await source.PutAsync("a", "text");
        account.Requests.Reset();

        StorageFile copied = await root.CopyFromAsync(source, "a", "b", new() { Condition = StorageCondition.IfAbsent, Owner = "one" });
        await root.SetOwnerAsync("b", "two", copied.ETag);

        Assert.Equal("two", (await root.GetFileAsync("b"))!.Owner);
        Assert.False(account.Requests.Counts.ContainsKey("Get Blob"));
        Assert.Equal("text", await root.GetAsync("b"));
    }

    [Theory]
    [InlineData("https://vault.azure.net", 60)]
    [InlineData("https://storage.azure.com", -60)]
    public async Task A_token_for_something_else_or_that_has_expired_is_named_as_what_is_wrong(string audience, int minutesLeft)
    {
        AzureBlobStorage root = account.Open("root", new MadeUpToken { Audience = audience, Left = TimeSpan.FromMinutes(minutesLeft) });

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => root.PutAsync("a", "text"));

        Assert.Contains("credentials", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", failure.ToString(), StringComparison.Ordinal);
    }
}
