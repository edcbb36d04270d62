using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Orchestrations;

/// <summary>
/// Looks at the input of a validation before anything is done for it, as <see cref="InputCheck"/> does for updates: the engine's own API
/// starts an orchestration with whatever it is given.
/// </summary>
internal static class ValidationInputCheck
{
    /// <summary>Refuses an input that no validation can go by. A pure function of it, so that a replay finds the same.</summary>
    /// <exception cref="InvalidValidationException">It has no request or no settings, or settings that the service itself could not have; the message names them all.</exception>
    public static void Require(ValidationInput? input)
    {
        if (input?.Request is null || input.Settings is null)
        {
            throw new InvalidValidationException("The validation's input must have 'request' and 'settings'.");
        }

        string[] faults =
        [
            .. input.Request.ObjectId is "" ? ["'request.objectId' is empty"] : (string[])[],
            .. InputCheck.Describe("settings", ValidationSettingsRules.Find(input.Settings)),
        ];
        if (faults.Length > 0)
        {
            throw new InvalidValidationException($"The validation's input is not valid: {string.Join("; ", faults)}.");
        }
    }
}
