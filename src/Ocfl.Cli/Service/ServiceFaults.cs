using System.Net;
using Ocfl.Storage;
using OcflFunctions.Client;

namespace Ocfl.Cli.Service;

/// <summary>Describes what went wrong with a service.</summary>
internal static class ServiceFaults
{
    /// <summary>The message for a failure of a call; null if it is of another kind.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        OcflFunctionsException refused => Describe(refused),
        HttpRequestException or OperationCanceledException { InnerException: TimeoutException } =>
            $"the service cannot be reached: {failure.Message.TrimEnd('.')}",
        _ => null,
    };

    /// <summary>Whether a failure is of a kind that <see cref="Describe(Exception)"/> describes.</summary>
    public static bool IsOfService(Exception failure) => Describe(failure) is not null;

    /// <summary>The failure as one of a storage, which the commands expect while they read.</summary>
    public static StorageException ToStorage(Exception failure) => new(Describe(failure) + ".", failure);

    private static string Describe(OcflFunctionsException refused)
    {
        string reason = (refused.Errors.Count > 1
            ? string.Join("; ", refused.Errors.Select(error => error.Detail.TrimEnd('.')))
            : refused.Detail ?? refused.Message).TrimEnd('.');
        return refused.Status switch
        {
            HttpStatusCode.Unauthorized when ServiceKey.IsSet => $"the service does not accept the key in {ServiceKey.Variable}",
            HttpStatusCode.Unauthorized => $"the service requires a key, in the environment variable {ServiceKey.Variable}",
            HttpStatusCode.Forbidden when refused.Kind == "role-missing" =>
                $"the key in {ServiceKey.Variable} does not have the role for this: {reason}",
            _ => $"the service refused it: {reason}",
        };
    }
}
