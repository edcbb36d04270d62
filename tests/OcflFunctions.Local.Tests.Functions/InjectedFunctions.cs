using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OcflFunctions.Local.Tests.Functions;

/// <summary>A class of which each run has its own instance, made with the services of the run.</summary>
public sealed class InjectedFunctions(Recorder recorder, Visit visit) : IAsyncDisposable
{
    private readonly Guid _instance = Guid.NewGuid();

    [Function("Injected")]
    public IResult Injected([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Text($"{_instance} {visit.Id} {request.Method}");

    [Function("Hold")]
    public async Task<IResult> HoldAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellation)
    {
        recorder.Note("hold", request.Path);
        await recorder.Gate.Task.WaitAsync(cancellation);
        return Results.Text("let go");
    }

    public ValueTask DisposeAsync()
    {
        recorder.Note("instance disposed", _instance.ToString());
        return ValueTask.CompletedTask;
    }
}
