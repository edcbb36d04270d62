using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Http.Access;
using OcflFunctions.Http.OpenApi;

namespace OcflFunctions.Tests;

/// <summary>Who may call in the Functions host.</summary>
public sealed class FunctionAccessTests
{
    private const string Authority = "Ocfl:Http:Bearer:Authority";
    private const string InsteadOfKeys = "Ocfl:Http:Bearer:InsteadOfKeys";

    [Theory]
    [InlineData(null, null, "Function")]
    [InlineData("http://127.0.0.1:1", null, "Function")]
    [InlineData("http://127.0.0.1:1", "true", "Anonymous")]
    [InlineData(null, "true", "Function")]
    public async Task The_host_checks_keys_unless_tokens_count_instead(string? authority, string? insteadOfKeys, string expected)
    {
        using IHost host = Build(authority, insteadOfKeys);

        ImmutableArray<IFunctionMetadata> functions = await host.Services.GetRequiredService<IFunctionMetadataProvider>()
            .GetFunctionMetadataAsync(AppContext.BaseDirectory);

        Dictionary<string, string> levels = functions
            .SelectMany(function => (function.RawBindings ?? []).Select(binding => (function.Name, Binding: JsonNode.Parse(binding)!)))
            .Where(function => function.Binding["type"]!.ToString() == "httpTrigger")
            .ToDictionary(function => function.Name!, function => function.Binding["authLevel"]!.ToString(), StringComparer.Ordinal);
        Assert.Equal(CallTable.Triggers.Keys.Order(StringComparer.Ordinal), levels.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Anonymous", levels["Health"]);
        Assert.Equal(expected, levels["StartUpdate"]);
        Assert.Equal(expected, levels["ListUpdates"]);
        Assert.Contains(functions, function => function.Name == "UpdateObject" && function.RawBindings is [_, ..]);
    }

    [Fact]
    public void Without_an_authority_the_app_does_not_start_with_tokens_instead_of_keys()
    {
        using IHost host = Build(authority: null, insteadOfKeys: "true");

        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(
            () => host.Services.GetRequiredService<IOptions<OcflOptions>>().Value);
        Assert.Contains("Ocfl:Http:Bearer:InsteadOfKeys is true, but there is no authority", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "ListUpdates", 200)]
    [InlineData(null, "RetryUpdate", 200)]
    [InlineData("http://127.0.0.1:1", "ListUpdates", 401)]
    [InlineData("http://127.0.0.1:1", "RetryUpdate", 401)]
    [InlineData("http://127.0.0.1:1", "Health", 200)]
    public async Task A_key_that_the_host_has_checked_is_enough_only_without_an_authority(string? authority, string function, int expected)
    {
        using IHost host = Build(authority, insteadOfKeys: null);
        DefaultHttpContext http = new() { RequestServices = host.Services };
        http.Request.Method = "GET";
        http.Response.Body = new MemoryStream();
        FakeFunctionContext context = new(function, host.Services);
        context.Items["HttpRequestContext"] = http;
        bool isCalled = false;

        await ActivatorUtilities.CreateInstance<FunctionAccessMiddleware>(host.Services).Invoke(context, _ =>
        {
            isCalled = true;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, http.Response.StatusCode);
        Assert.Equal(expected == 200, isCalled);
    }

    [Fact]
    public async Task What_is_no_HTTP_function_is_not_checked()
    {
        using IHost host = Build("http://127.0.0.1:1", insteadOfKeys: null);
        bool isCalled = false;

        await ActivatorUtilities.CreateInstance<FunctionAccessMiddleware>(host.Services).Invoke(
            new FakeFunctionContext("UpdateObject", host.Services), _ =>
            {
                isCalled = true;
                return Task.CompletedTask;
            });

        Assert.True(isCalled);
    }

    [Fact]
    public async Task A_request_that_has_not_reached_the_worker_is_not_let_through()
    {
        using IHost host = Build("http://127.0.0.1:1", insteadOfKeys: null);
        bool isCalled = false;

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ActivatorUtilities.CreateInstance<FunctionAccessMiddleware>(host.Services).Invoke(
                new FakeFunctionContext("ListUpdates", host.Services, "httpTrigger"), _ =>
                {
                    isCalled = true;
                    return Task.CompletedTask;
                }));

        Assert.False(isCalled);
    }

    private static IHost Build(string? authority, string? insteadOfKeys)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ocfl:Storage:Path"] = Path.Combine(Path.GetTempPath(), "root"),
            ["Ocfl:Work:Path"] = Path.Combine(Path.GetTempPath(), "work"),
            [Authority] = authority,
            ["Ocfl:Http:Bearer:Audience"] = authority is null ? null : "api://ocfl",
            [InsteadOfKeys] = insteadOfKeys,
        });
        builder.Services.AddOcflFunctions(builder.Configuration);
        builder.UseAccess();
        return builder.Build();
    }

    private sealed class FakeFunctionContext(string function, IServiceProvider services, string trigger = "orchestrationTrigger") : FunctionContext
    {
        public override string InvocationId => "invocation";

        public override string FunctionId => function;

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override IServiceProvider InstanceServices { get; set; } = services;

        public override FunctionDefinition FunctionDefinition { get; } = new NamedFunction(function, trigger);

        public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

        public override IInvocationFeatures Features => throw new NotSupportedException();
    }

    private sealed class NamedFunction(string name, string trigger) : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters => [];

        public override string PathToAssembly => "";

        public override string EntryPoint => "";

        public override string Id => name;

        public override string Name => name;

        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
            ImmutableDictionary<string, BindingMetadata>.Empty.Add("trigger", new Trigger(trigger));

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    private sealed class Trigger(string type) : BindingMetadata
    {
        public override string Name => "trigger";

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
