using DurableTask.Sqlite;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Local.Hosting;

/// <summary>Reports which key of the engine's options is not valid.</summary>
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
            return ValidateOptionsResult.Fail(InTermsOfConfiguration(failure));
        }
    }

    // "SqliteDurableTaskOptions.Name must be … (Parameter 'Name')" is for programmers.
    private static string InTermsOfConfiguration(ArgumentException failure)
    {
        string message = failure.Message.Replace(
            $"{nameof(SqliteDurableTaskOptions)}.", $"{EngineSetup.Section}:", StringComparison.Ordinal);
        int parameter = message.LastIndexOf(" (Parameter", StringComparison.Ordinal);
        return parameter < 0 ? message : message[..parameter];
    }
}
