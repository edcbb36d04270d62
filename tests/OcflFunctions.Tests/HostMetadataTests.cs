using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What the worker's SDK reports to the Functions host: every function, its trigger and its bindings.</summary>
public sealed class HostMetadataTests
{
    private static readonly string[] Triggers = ["httpTrigger", "orchestrationTrigger", "activityTrigger", "timerTrigger"];

    private static readonly MethodInfo[] Functions =
        [.. typeof(UpdateObject).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))];

    [Fact]
    public void The_host_is_told_of_every_function_and_can_load_it()
    {
        JsonArray functions = Read("functions.metadata").AsArray();

        Assert.Equal(
            Functions.Select(
                method => $"{method.GetCustomAttribute<FunctionAttribute>()!.Name} {method.DeclaringType!.FullName}.{method.Name}").Order(
                    StringComparer.Ordinal),
            functions.Select(function => $"{function!["name"]} {function["entryPoint"]}").Order(StringComparer.Ordinal));
        Assert.All(functions, function => Assert.Equal("OcflFunctions.dll", function!["scriptFile"]!.ToString()));
        Assert.Equal("OcflFunctions.dll", Read("worker.config.json")["description"]!["defaultWorkerPath"]!.ToString());
        Assert.Contains(Read("extensions.json")["extensions"]!.AsArray(), extension => extension!["name"]!.ToString() == "DurableTask");
    }

    [Fact]
    public void Every_binding_is_that_of_a_parameter()
    {
        foreach (JsonNode? function in Read("functions.metadata").AsArray())
        {
            MethodInfo method = Functions.Single(
                method => method.GetCustomAttribute<FunctionAttribute>()!.Name == function!["name"]!.ToString());
            JsonNode[] bindings = [.. function!["bindings"]!.AsArray().Select(binding => binding!)];

            Assert.Single(bindings, binding => Triggers.Contains(binding["type"]!.ToString()));
            Assert.All(bindings.Where(binding => binding["name"]!.ToString() != "$return"), binding =>
            {
                Assert.Equal("In", binding["direction"]!.ToString());
                Assert.Contains(method.GetParameters(), parameter => parameter.Name == binding["name"]!.ToString());
            });
            Assert.Equal(
                method.GetParameters().Count(parameter => parameter.IsDefined(typeof(DurableClientAttribute))),
                bindings.Count(binding => binding["type"]!.ToString() == "durableClient"));
            if (method.GetParameters()
                .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                .SingleOrDefault(trigger => trigger is not null) is { } http)
            {
                RequireHttp(http, bindings);
            }
        }
    }

    private static void RequireHttp(HttpTriggerAttribute expected, JsonNode[] bindings)
    {
        JsonNode trigger = bindings.Single(binding => binding["type"]!.ToString() == "httpTrigger");
        Assert.Equal(expected.Route, trigger["route"]!.ToString());
        Assert.Equal(expected.AuthLevel.ToString(), trigger["authLevel"]!.ToString());
        Assert.Equal(expected.Methods, trigger["methods"]!.AsArray().Select(method => method!.ToString()));
        Assert.Contains(bindings, binding => binding["name"]!.ToString() == "$return"
            && binding["type"]!.ToString() == "http"
            && binding["direction"]!.ToString() == "Out");
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)))!;
}
