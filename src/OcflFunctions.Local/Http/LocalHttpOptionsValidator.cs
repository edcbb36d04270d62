using System.Globalization;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Local.Http;

/// <summary>Says which key of <see cref="LocalHttpOptions"/> is wrong.</summary>
internal sealed class LocalHttpOptionsValidator : IValidateOptions<LocalHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalHttpOptions options)
    {
        var failures = new List<string>();
        if (options.ApiKey is { } key && (key.Length == 0 || key.Any(character => character is <= ' ' or > '~')))
        {
            failures.Add($"{LocalHttpOptions.Section}:{nameof(options.ApiKey)} must be one or more printable ASCII characters without spaces.");
        }

        if (options.MaxRequestBodyBytes < 0)
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{LocalHttpOptions.Section}:{nameof(options.MaxRequestBodyBytes)} is {options.MaxRequestBodyBytes}, but must be 0 (no limit) or more."));
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
