using System.Net.Http.Headers;
using System.Text;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using Ocfl.Updates;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Whole updates on accounts that the emulator cannot be: their answers are made up as the service's reference has them.</summary>
public sealed class AccountFeatureTests
{
    [Fact]
    public async Task Where_versions_and_soft_delete_are_on_only_what_is_there_counts()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        Versioned account = new();
        AzureBlobStorage root = new(container.Options(account) with { Prefix = "root" });

        Assert.True(await UpdateAsync(root, "v1", giveUp: false));
        Assert.True(await UpdateAsync(root, "given up", giveUp: true));
        Assert.True(await UpdateAsync(root, "v2", giveUp: false));

        Assert.True(account.Listed > 0);
        Assert.Equal(2, (await ObjectHistory.ReadAsync(root, UpdateScenario.ObjectRoot)).Count);
        await ObjectHistory.AssertValidAsync(root, UpdateScenario.ObjectRoot);
    }

    [Fact]
    public async Task Where_nothing_may_be_overwritten_an_object_is_made_and_a_second_version_says_why_it_cannot_be()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage root = new(container.Options(new Immutable()) with { Prefix = "root" });
        Assert.True(await UpdateAsync(root, "v1", giveUp: false));

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => UpdateAsync(root, "v2", giveUp: false));

        Assert.Contains("immutable", failure.Message, StringComparison.Ordinal);
        Assert.Single(await ObjectHistory.ReadAsync(root, UpdateScenario.ObjectRoot));
    }

    [Fact]
    public async Task Where_versions_are_immutable_what_another_update_left_is_taken_over()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage root = new(container.Options(new ImmutableVersions()) with { Prefix = "root" });
        await UpdateAsync(root, "v1", giveUp: false);
        MemoryStorage stage = new();
        UpdatePlan left = await PlanAsync(root, stage, "left");
        UpdatePlan plan = await PlanAsync(root, stage, "v2");
        await DoUntilCommitAsync(left, root, stage, "left");

        await UpdateScenario.RunAsync(plan, root, stage, "v2", new() { IsAbandoned = static (_, _) => Task.FromResult(true) });

        Assert.Equal(2, (await ObjectHistory.ReadAsync(root, UpdateScenario.ObjectRoot)).Count);
        await ObjectHistory.AssertValidAsync(root, UpdateScenario.ObjectRoot);
    }

    private static Task<UpdatePlan> PlanAsync(AzureBlobStorage root, MemoryStorage stage, string text) =>
        UpdateScenario.PlanAsync(root, stage, text, UpdateScenario.Files(("file", text)), Inventories.SpecificationVersion.V11);

    private static async Task<bool> UpdateAsync(AzureBlobStorage root, string text, bool giveUp)
    {
        MemoryStorage stage = new();
        UpdatePlan plan = await PlanAsync(root, stage, text);
        return giveUp
            ? await (await DoUntilCommitAsync(plan, root, stage, text)).RevertAsync(plan) == RevertOutcome.Reverted
            : (await UpdateScenario.RunAsync(plan, root, stage, text)).Count > 0;
    }

    private static async Task<ActivityExecutor> DoUntilCommitAsync(UpdatePlan plan, AzureBlobStorage root, MemoryStorage stage, string text)
    {
        ActivityExecutor executor = UpdateScenario.CreateExecutor(root, stage, text);
        foreach (OcflActivity activity in plan.Activities.TakeWhile(activity => activity.Kind != OcflActivityKind.WriteRootInventory))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        return executor;
    }

    /// <summary>
    /// An account with versions: each answer names one, and listings say which is current. Old ones come only when they are asked for.
    /// </summary>
    private sealed class Versioned : DelegatingHandler
    {
        public int Listed { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string query = Uri.UnescapeDataString(request.RequestUri!.Query);
            Assert.DoesNotContain("deleted", query, StringComparison.Ordinal);
            Assert.DoesNotContain("versions", query, StringComparison.Ordinal);
            Assert.DoesNotContain("snapshots", query, StringComparison.Ordinal);
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            response.Headers.TryAddWithoutValidation("x-ms-version-id", "2026-11-26T00:00:00.0000000Z");
            if (RequestCounter.GetKind(request) == "List Blobs" && response.IsSuccessStatusCode)
            {
                Listed++;
                string text = await response.Content.ReadAsStringAsync(cancellationToken);
                text = text.Replace(
                    "<Properties>",
                    "<VersionId>2026-11-26T00:00:00.0000000Z</VersionId><IsCurrentVersion>true</IsCurrentVersion><Properties>",
                    StringComparison.Ordinal);
                MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
                response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
                response.Content.Headers.ContentType = type;
            }

            return response;
        }
    }

    /// <summary>A container with a locked retention policy: what is new may be written, and nothing changed or deleted.</summary>
    private sealed class Immutable : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isChange = RequestCounter.GetKind(request) is "Delete Blob" or "Set Blob Metadata"
                || (request.Method == HttpMethod.Put && request.Headers.Contains("If-Match"));
            return isChange
                ? Task.FromResult(FaultHandler.Refuse(request, 409, "BlobImmutableDueToPolicy"))
                : base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>
    /// An account whose versions have a retention policy: a blob may be written again or be deleted, which makes a version of what it
    /// was, but none that is there may be changed.
    /// </summary>
    private sealed class ImmutableVersions : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            RequestCounter.GetKind(request) is "Set Blob Metadata" or "Set Blob Properties"
                ? Task.FromResult(FaultHandler.Refuse(request, 409, "BlobImmutableDueToPolicy"))
                : base.SendAsync(request, cancellationToken);
    }
}
