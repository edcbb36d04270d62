using System.Globalization;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Local.Http;

/// <summary>Reports which key of <see cref="LocalHttpOptions"/> is not valid.</summary>
internal sealed class LocalHttpOptionsValidator : IValidateOptions<LocalHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalHttpOptions options)
    {
        var failures = new List<string>();
        if (options.ApiKey is { } key && (key.Length == 0 || key.Any(character => character is <= ' ' or > '~')))
        {
            failures.Add(
                $"{LocalHttpOptions.Section}:{nameof(options.ApiKey)} must be one or more printable ASCII characters without spaces.");
        }

        if (options.MaxRequestBodyBytes < 0)
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{LocalHttpOptions.Section}:{nameof(options.MaxRequestBodyBytes)} is {options.MaxRequestBodyBytes}, but must be 0 "
                    + $"(no limit) or more."));
        }

        if (options.PublicAddress is { } address
            && (!address.IsAbsoluteUri
                || address.Scheme is not ("http" or "https")
                || address.Query.Length > 0
                || address.Fragment.Length > 0))
        {
            failures.Add(
                $"{LocalHttpOptions.Section}:{nameof(options.PublicAddress)} is '{address}', but must be an address such as "
                    + $"https://ocfl.example.org.");
        }

        if (options.MaxConnections < 0)
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{LocalHttpOptions.Section}:{nameof(options.MaxConnections)} is {options.MaxConnections}, but must be 0 "
                    + $"(by the files that may be open) or more."));
        }

        failures.AddRange(Positive(nameof(options.HeadersTimeout), options.HeadersTimeout));
        failures.AddRange(Positive(nameof(options.KeepAliveTimeout), options.KeepAliveTimeout));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Positive(string name, TimeSpan value) => value > TimeSpan.Zero && value < TimeSpan.FromDays(1)
        ? []
        : [$"{LocalHttpOptions.Section}:{name} is {value}, but must be more than 0 and less than a day."];
}
