using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;

namespace Ocfl.Cli;

/// <summary>
/// Opens containers with the credentials of the environment: a connection string in <see cref="Variable"/>, or else what
/// <see cref="DefaultAzureCredential"/> finds. Only this type and <see cref="BlobPlace"/> name types of Azure, so that none is loaded for a
/// folder.
/// </summary>
internal static class BlobAccess
{
    /// <summary>The environment variable with a connection string; the Azure CLI has the same.</summary>
    public const string Variable = "AZURE_STORAGE_CONNECTION_STRING";

    // One for all places of a command, since it caches the tokens, and each may be a call of another program.
    private static readonly Lazy<TokenCredential> Credential = new(() => new DefaultAzureCredential());

    /// <summary>Opens what is below a URL. No request is sent.</summary>
    /// <param name="place">The place, for messages.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="createsContainer">Whether the container is created if it does not exist.</param>
    /// <exception cref="ToolException">The credentials are not for this account.</exception>
    public static AzureBlobStorage Open(Place place, BlobAddress address, bool createsContainer = false)
    {
        string? connection = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;
        Uri? account = connection is null ? null : AccountOf(connection);
        if (account is not null && !IsSame(account, address.Service))
        {
            throw place.Fault($"is not in the account of {Variable}, which is {Show(account)}: without that variable, the credentials of az "
                + "login, of the environment or of a managed identity are used");
        }

        if (connection is null && address.Service.Scheme != Uri.UriSchemeHttps)
        {
            throw place.Fault($"needs {Variable}, since tokens are not sent over http");
        }

        return new AzureBlobStorage(new AzureBlobStorageOptions
        {
            ConnectionString = connection,
            ServiceUri = connection is null ? address.Service : null,
            Credential = connection is null ? Credential.Value : null,
            Container = address.Container,
            Prefix = address.Prefix,
            CreateContainer = createsContainer,
        });
    }

    private static Uri AccountOf(string connection)
    {
        try
        {
            return new BlobServiceClient(connection).Uri;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // Not the message of the client, which may have a part of the text.
            throw new ToolException($"{Variable} is not a connection string of a storage account");
        }
    }

    private static bool IsSame(Uri one, Uri other) =>
        string.Equals(Show(one), Show(other), StringComparison.OrdinalIgnoreCase)
        || (one.IsLoopback && other.IsLoopback && one.Port == other.Port && one.AbsolutePath.Trim('/') == other.AbsolutePath.Trim('/'));

    private static string Show(Uri service) => service.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
