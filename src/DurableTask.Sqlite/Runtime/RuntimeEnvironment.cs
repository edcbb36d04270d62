using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Runtime;

/// <summary>What all runs of an engine share.</summary>
/// <param name="FindOrchestrator">Finds an orchestrator by name; null if there is none.</param>
/// <param name="FindActivity">Finds an activity by name; null if there is none.</param>
/// <param name="Converter">Turns inputs and outputs into JSON.</param>
/// <param name="LoggerFactory">Creates the loggers of orchestrators.</param>
/// <param name="DefaultVersion">The version of orchestrations that are started without one; empty is unversioned.</param>
/// <param name="Versions">Which versions run here.</param>
internal sealed record RuntimeEnvironment(
    Func<string, OrchestratorFunction?> FindOrchestrator,
    Func<string, ActivityFunction?> FindActivity,
    DataConverter Converter,
    ILoggerFactory LoggerFactory,
    string DefaultVersion,
    VersionRule Versions);

/// <summary>An orchestrator.</summary>
internal delegate Task<object?> OrchestratorFunction(TaskOrchestrationContext context, string? input);

/// <summary>An activity.</summary>
internal delegate Task<object?> ActivityFunction(TaskActivityContext context, string? input, CancellationToken cancellation);
