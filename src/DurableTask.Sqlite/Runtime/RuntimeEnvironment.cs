using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Runtime;

/// <summary>What all runs of an engine share.</summary>
internal sealed record RuntimeEnvironment(
    SqliteDurableTaskRegistry Registry,
    DataConverter Converter,
    ILoggerFactory LoggerFactory,
    string DefaultVersion);
