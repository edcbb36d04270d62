using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Local.Functions;

namespace OcflFunctions.Local.Tests.Functions;

public class FunctionDiscoveryTests
{
    [Fact]
    public void All_functions_of_an_assembly_are_found_once()
    {
        var assembly = typeof(Recorder).Assembly;

        IReadOnlyList<Function> functions = FunctionDiscovery.Find([assembly, assembly]);

        Assert.Equal(functions.Count, functions.Select(function => function.Name).Distinct().Count());
        Assert.IsType<HttpFunctionTrigger>(Named("Hello").Trigger);
        Assert.IsType<OrchestrationFunctionTrigger>(Named("Cities").Trigger);
        Assert.Equal(typeof(int), Assert.IsType<ActivityFunctionTrigger>(Named("WhoAmI").Trigger).InputType);
        Assert.Equal(new TimerFunctionTrigger("0 0 0 1 1 *", RunOnStartup: true, UseMonitor: true), Named("AtStart").Trigger);

        Function Named(string name) => functions.Single(function => function.Name == name);
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "NoTrigger", "trigger attribute")]
    [InlineData(typeof(TwoTriggers), "TwoTriggers", "'first', 'second'")]
    [InlineData(typeof(BadName), "1 bad name", "the name must be")]
    [InlineData(typeof(NotPublic), "NotPublic", "must be public")]
    [InlineData(typeof(OfInternalClass), "OfInternalClass", "must be public")]
    [InlineData(typeof(GenericMethod), "GenericMethod", "must not be generic")]
    [InlineData(typeof(GenericClass<>), "GenericClass", "must not be generic")]
    [InlineData(typeof(AbstractClass), "AbstractClass", "is abstract")]
    [InlineData(typeof(AsyncVoid), "AsyncVoid", "async void")]
    [InlineData(typeof(HttpOfText), "HttpOfText", "parameter 'body'", "HttpRequest")]
    [InlineData(typeof(HttpReturnsText), "HttpReturnsText", "IResult")]
    [InlineData(typeof(HttpUnknownParameter), "HttpUnknownParameter", "parameter 'other' of type String", "route 'a/{id}'")]
    [InlineData(typeof(HttpBadRouteType), "HttpBadRouteType", "parameter 'id' of type Stream", "cannot become")]
    [InlineData(typeof(HttpMaybeMissing), "HttpMaybeMissing", "parameter 'id' of type Int32", "must allow null")]
    [InlineData(typeof(HttpBadRoute), "HttpBadRoute", "parameter 'request'")]
    [InlineData(typeof(HttpByRef), "HttpByRef", "parameter 'id'", "'ref'")]
    [InlineData(typeof(OrchestratorOfText), "OrchestratorOfText", "TaskOrchestrationContext")]
    [InlineData(typeof(OrchestratorWithClient), "OrchestratorWithClient", "parameter 'client'", "must not use a client")]
    [InlineData(typeof(OrchestratorWithToken), "OrchestratorWithToken", "parameter 'token'", "replays")]
    [InlineData(typeof(OrchestratorWithTwoInputs), "OrchestratorWithTwoInputs", "parameter 'second'", "one input")]
    [InlineData(typeof(ActivityWithContext), "ActivityWithContext", "parameter 'context'", "string instanceId")]
    [InlineData(typeof(ActivityWithMore), "ActivityWithMore", "parameter 'more'")]
    [InlineData(typeof(ClientOfText), "ClientOfText", "parameter 'client'", "DurableTaskClient")]
    [InlineData(typeof(TimerOfText), "TimerOfText", "TimerInfo")]
    [InlineData(typeof(TimerWithMore), "TimerWithMore", "parameter 'more'")]
    [InlineData(typeof(QueueTriggered), "QueueTriggered", "no trigger [QueueTrigger]")]
    [InlineData(typeof(SameName), "'Twice'", "SameName.First", "SameName.Second")]
    [InlineData(typeof(SameRoute), "GET a/{}", "'SameRouteA'", "'SameRouteB'")]
    [InlineData(typeof(SameTask), "two activities", "'Shared'")]
    public void What_cannot_be_hosted_is_reported_by_name(Type type, params string[] reported)
    {
        var failure = Assert.Throws<FunctionLoadException>(() => FunctionDiscovery.Load([type]));

        Assert.All(reported, part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
        Assert.Single(failure.Problems);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var failure = Assert.Throws<FunctionLoadException>(
            () => FunctionDiscovery.Load([typeof(NoTrigger), typeof(AsyncVoid), typeof(SameName)]));

        Assert.Equal(3, failure.Problems.Count);
    }

    [Fact]
    public void Routes_that_differ_in_method_or_shape_live_together()
    {
        Assert.Equal(5, FunctionDiscovery.Load([typeof(Neighbours)]).Count);
    }

    public static class NoTrigger
    {
        [Function("NoTrigger")]
        public static IResult Run(HttpRequest request) => Results.Ok(request.Path);
    }

    public static class TwoTriggers
    {
        [Function("TwoTriggers")]
        public static void Run([ActivityTrigger] string first, [ActivityTrigger] string second) => GC.KeepAlive(first + second);
    }

    public static class BadName
    {
        [Function("1 bad name")]
        public static void Run([ActivityTrigger] string input) => GC.KeepAlive(input);
    }

    public static class NotPublic
    {
        [Function("NotPublic")]
        internal static void Run([ActivityTrigger] string input) => GC.KeepAlive(input);
    }

    internal static class OfInternalClass
    {
        [Function("OfInternalClass")]
        public static void Run([ActivityTrigger] string input) => GC.KeepAlive(input);
    }

    public static class GenericMethod
    {
        [Function("GenericMethod")]
        public static void Run<T>([ActivityTrigger] T input) => GC.KeepAlive(input);
    }

    public class GenericClass<T>
    {
        [Function("GenericClass")]
        public void Run([ActivityTrigger] T input) => GC.KeepAlive((this, input));
    }

    public abstract class AbstractClass
    {
        [Function("AbstractClass")]
        public void Run([ActivityTrigger] string input) => GC.KeepAlive(this + input);
    }

    public static class AsyncVoid
    {
        [Function("AsyncVoid")]
        public static async void Run([ActivityTrigger] string input)
        {
            await Task.Yield();
            GC.KeepAlive(input);
        }
    }

    public static class HttpOfText
    {
        [Function("HttpOfText")]
        public static IResult Run([HttpTrigger] string body) => Results.Ok(body);
    }

    public static class HttpReturnsText
    {
        [Function("HttpReturnsText")]
        public static Task<string> Run([HttpTrigger] HttpRequest request) => Task.FromResult(request.Method);
    }

    public static class HttpUnknownParameter
    {
        [Function("HttpUnknownParameter")]
        public static IResult Run([HttpTrigger("get", Route = "a/{id}")] HttpRequest request, string other) =>
            Results.Ok(request.Path + other);
    }

    public static class HttpBadRouteType
    {
        [Function("HttpBadRouteType")]
        public static IResult Run([HttpTrigger("get", Route = "a/{id}")] HttpRequest request, Stream id) =>
            Results.Ok($"{request.Path}{id}");
    }

    public static class HttpMaybeMissing
    {
        [Function("HttpMaybeMissing")]
        public static IResult Run([HttpTrigger("get", Route = "a/{id?}")] HttpRequest request, int id) => Results.Ok($"{request.Path}{id}");
    }

    public static class HttpBadRoute
    {
        [Function("HttpBadRoute")]
        public static IResult Run([HttpTrigger("get", Route = "a/{id")] HttpRequest request) => Results.Ok(request.Path);
    }

    public static class HttpByRef
    {
        [Function("HttpByRef")]
        public static IResult Run([HttpTrigger("get", Route = "a/{id}")] HttpRequest request, ref string id) =>
            Results.Ok(request.Path + id);
    }

    public static class OrchestratorOfText
    {
        [Function("OrchestratorOfText")]
        public static Task Run([OrchestrationTrigger] string context) => Task.FromResult(context);
    }

    public static class OrchestratorWithClient
    {
        [Function("OrchestratorWithClient")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client) =>
            client.RaiseEventAsync(context.InstanceId, "never");
    }

    public static class OrchestratorWithToken
    {
        [Function("OrchestratorWithToken")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, CancellationToken token) =>
            context.CreateTimer(TimeSpan.Zero, token);
    }

    public static class OrchestratorWithTwoInputs
    {
        [Function("OrchestratorWithTwoInputs")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, string first, string second) =>
            context.CallActivityAsync(first, second);
    }

    public static class ActivityWithContext
    {
        [Function("ActivityWithContext")]
        public static string Run([ActivityTrigger] string input, TaskActivityContext context) => input + context.InstanceId;
    }

    public static class ActivityWithMore
    {
        [Function("ActivityWithMore")]
        public static string Run([ActivityTrigger] string input, string more) => input + more;
    }

    public static class ClientOfText
    {
        [Function("ClientOfText")]
        public static string Run([ActivityTrigger] string input, [DurableClient] string client) => input + client;
    }

    public static class TimerOfText
    {
        [Function("TimerOfText")]
        public static void Run([TimerTrigger("* * * * * *")] string timer) => GC.KeepAlive(timer);
    }

    public static class TimerWithMore
    {
        [Function("TimerWithMore")]
        public static void Run([TimerTrigger("* * * * * *")] TimerInfo timer, string more) => GC.KeepAlive(timer + more);
    }

    public sealed class QueueTriggerAttribute : TriggerBindingAttribute;

    public static class QueueTriggered
    {
        [Function("QueueTriggered")]
        public static void Run([QueueTrigger] string message) => GC.KeepAlive(message);
    }

    public static class SameName
    {
        [Function("Twice")]
        public static void First([ActivityTrigger] string input) => GC.KeepAlive(input);

        [Function("twice")]
        public static IResult Second([HttpTrigger("get")] HttpRequest request) => Results.Ok(request.Path);
    }

    public static class SameRoute
    {
        [Function("SameRouteA")]
        public static IResult First([HttpTrigger("get", "post", Route = "a/{id}")] HttpRequest request) => Results.Ok(request.Path);

        [Function("SameRouteB")]
        public static IResult Second([HttpTrigger("GET", Route = "A/{other}")] HttpRequest request) => Results.Ok(request.Path);
    }

    public static class SameTask
    {
        [Function("SameTaskA")]
        public static void First([ActivityTrigger(Activity = "Shared")] string input) => GC.KeepAlive(input);

        [Function("SameTaskB")]
        public static void Second([ActivityTrigger(Activity = "shared")] string input) => GC.KeepAlive(input);
    }

    public static class Neighbours
    {
        [Function("Get")]
        public static IResult Get([HttpTrigger("get", Route = "a/{id}")] HttpRequest request) => Results.Ok(request.Path);

        [Function("Put")]
        public static IResult Put([HttpTrigger("put", Route = "a/{id}")] HttpRequest request) => Results.Ok(request.Path);

        [Function("GetNumber")]
        public static IResult GetNumber([HttpTrigger("get", Route = "a/{id:int}")] HttpRequest request) => Results.Ok(request.Path);

        [Function("GetAny")]
        public static IResult GetAny([HttpTrigger("get", Route = "a/{*rest}")] HttpRequest request) => Results.Ok(request.Path);

        [Function("GetLiteral")]
        public static IResult GetLiteral([HttpTrigger("get", Route = "a/b")] HttpRequest request) => Results.Ok(request.Path);
    }
}
