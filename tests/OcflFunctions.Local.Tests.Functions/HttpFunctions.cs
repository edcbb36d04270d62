using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Local.Tests.Functions;

public static class HttpFunctions
{
    [Function("Hello")]
    public static IResult Hello(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello/{name}")] HttpRequest request, string name) =>
        Results.Text($"Hello {name}, {request.Method}");

    [Function("Echo")]
    public static async Task<IResult> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", "put", Route = "echo")] HttpRequest request, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body);
        return Results.Text(await reader.ReadToEndAsync(cancellation));
    }

    [Function("Typed")]
    public static async ValueTask<IResult> TypedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{number}/{id}/{day}/{flag?}")] HttpRequest request,
        int number,
        Guid id,
        DayOfWeek day,
        bool? flag)
    {
        await Task.Yield();
        return Results.Text(
            string.Create(CultureInfo.InvariantCulture, $"{request.Method} {number} {id} {day} {flag?.ToString() ?? "none"}"));
    }

    [Function("Files")]
    public static IResult Files(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest request, string? path) =>
        Results.Text($"{request.Method} {path ?? "nothing"}");

    [Function("DefaultRoute")]
    public static IResult DefaultRoute([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Method);

    [Function("DefaultLevel")]
    public static IResult DefaultLevel([HttpTrigger("get")] HttpRequest request) => Results.Text(request.Method);

    [Function("Mvc")]
    public static IActionResult Mvc([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        new ObjectResult(new { request.Method }) { StatusCode = StatusCodes.Status418ImATeapot };

    [Function("Direct")]
    public static async Task DirectAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        await request.HttpContext.Response.WriteAsync("direct");

    [Function("Broken")]
    public static IResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException($"a secret in {request.Path}");

    [Function("BrokenLate")]
    public static async Task BrokenLateAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half of ");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("late");
    }

    [Function("Refuse")]
    public static IResult Refuse([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        request.Query.ContainsKey("body") ? Results.Problem("my own", statusCode: 409) : Results.StatusCode(409);

    [Function("StartCities")]
    public static async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "start/cities")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync("Cities", new Trip(["Tokyo", "London"]), cancellation);
        return Results.Accepted($"{request.Scheme}://{request.Host}/runtime/webhooks/durabletask/instances/{id}", id);
    }

    [Function("Switched")]
    public static IResult Switched([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text(request.Method);
}
