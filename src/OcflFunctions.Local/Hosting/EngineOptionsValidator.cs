using DurableTask.Sqlite;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Local.Hosting;

/// <summary>Says which key of the engine's options is wrong.</summary>
internal sealed class EngineOptionsValidator : IValidateOptions<SqliteDurableTaskOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteDurableTaskOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException failure)
        {
            return ValidateOptionsResult.Fail($"{EngineSetup.Section}:{failure.ParamName}: {failure.Message}");
        }
    }
}
