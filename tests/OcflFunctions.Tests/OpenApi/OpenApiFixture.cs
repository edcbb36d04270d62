using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.Testing.OpenApi;
using OcflFunctions.Http.OpenApi;

namespace OcflFunctions.Tests.OpenApi;

/// <summary>The document as the service returns it.</summary>
public sealed class OpenApiFixture : IAsyncLifetime
{
    internal CallTable Calls { get; private set; } = null!;

    internal string Text { get; private set; } = "";

    internal ApiDocument Document { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await using ServiceProvider services =
            new ServiceCollection().AddLogging().AddOcflFunctions(new ConfigurationBuilder().Build()).BuildServiceProvider();
        Calls = services.GetRequiredService<CallTable>();
        Text = await services.GetRequiredService<OpenApiText>().WriteAsync("/api", CancellationToken.None);
        Document = ApiDocument.Parse(Text);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
