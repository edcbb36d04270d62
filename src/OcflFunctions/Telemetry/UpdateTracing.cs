using System.Diagnostics;
using Ocfl.Updates;
using OcflFunctions.Contracts;

namespace OcflFunctions.Telemetry;

/// <summary>The app's own spans, below those that the durable engine makes for each activity.</summary>
internal static class UpdateTracing
{
    /// <summary>The name of the <see cref="ActivitySource"/>.</summary>
    public const string SourceName = "OcflFunctions";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Lets the request that starts an update be found by the update's id.</summary>
    public static void Name(string? updateId) => Activity.Current?.SetTag("ocfl.update.id", updateId);

    /// <summary>A step of a plan; null where nobody listens.</summary>
    public static Activity? Step(UpdateIdentity update, OcflActivity step) => Start("ocfl.step", update)?
        .SetTag("ocfl.step.kind", step.Kind.ToString())
        .SetTag("ocfl.step.name", step.Name);

    /// <summary>A slice of a plan, or of the source, that has many files; null where nobody listens.</summary>
    public static Activity? Files(string name, UpdateIdentity update, int files) => Start(name, update)?.SetTag("ocfl.files", files);

    /// <summary>A step has ended without a failure.</summary>
    public static void Done(Activity? span, ActivityResult result) => span?
        .SetTag("ocfl.step.outcome", result.Outcome.ToString())
        .SetTag("ocfl.bytes", result.Bytes);

    /// <summary>Something failed.</summary>
    public static void Fail(Activity? span, Exception failure) => span?
        .SetStatus(ActivityStatusCode.Error, failure.Message)
        .SetTag("error.type", failure.GetType().FullName);

    /// <summary>Does the work of a span; where it fails, the span shows it.</summary>
    public static async Task<T> RunAsync<T>(Activity? span, Func<Task<T>> workAsync)
    {
        try
        {
            return await workAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Fail(span, failure);
            throw;
        }
    }

    private static Activity? Start(string name, UpdateIdentity update) => Source.StartActivity(name)?
        .SetTag("ocfl.update.id", update.Id)
        .SetTag("ocfl.object.id", update.ObjectId);
}
