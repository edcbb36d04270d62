using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Hosting;

/// <summary>Refuses settings that nothing reads, when the app starts.</summary>
internal sealed class SettingNamesValidator(IConfiguration configuration, IEnumerable<KnownSettings> known) : IValidateOptions<OcflOptions>
{
    public ValidateOptionsResult Validate(string? name, OcflOptions options) =>
        KnownSettings.FindUnknown(configuration, [.. known]) is { Count: > 0 } unknown ? ValidateOptionsResult.Fail(unknown) : ValidateOptionsResult.Success;
}
