using System.Globalization;
using System.Xml;
using Azure;
using Azure.Identity;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>Translates faults of the service and the network to those of a storage, without any header, query or key.</summary>
/// <param name="location">Where the storage is, without secrets.</param>
internal sealed class BlobFaults(string location)
{
    /// <summary>Whether an exception is a fault of the service, the network or the credential, and not of the caller.</summary>
    public static bool IsFault(Exception exception, CancellationToken cancellationToken) =>
        exception is RequestFailedException
            or AggregateException
            or (IOException and not FileNotFoundException)
            or HttpRequestException
            or AuthenticationFailedException
            or XmlException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Whether there is no such blob (and not: no such container).</summary>
    public static bool IsBlobMissing(Exception exception) =>
        exception is RequestFailedException { Status: 404 } fault
            && fault.ErrorCode is not ("ContainerNotFound" or "ContainerBeingDeleted" or "CannotVerifyCopySource");

    /// <summary>Whether a condition of the request did not hold: at its blob, or at the source of a copy.</summary>
    public static bool IsConditionFailed(Exception exception) => exception is RequestFailedException fault && fault switch
    {
        { Status: 409, ErrorCode: "BlobAlreadyExists" } => true,
        { Status: 412, ErrorCode: null or "" or "ConditionNotMet" or "TargetConditionNotMet" or "SourceConditionNotMet" } => true,
        _ => IsSourceConditionFailed(fault),
    };

    /// <summary>Whether a copy's source is in another state than requested, as far as the service distinguishes that.</summary>
    public static bool IsSourceConditionFailed(Exception exception) =>
        exception is RequestFailedException { Status: 412, ErrorCode: "SourceConditionNotMet" or "CannotVerifyCopySource" };

    /// <summary>Whether a copy's source does not exist.</summary>
    public static bool IsSourceMissing(Exception exception) =>
        exception is RequestFailedException { Status: 404, ErrorCode: "CannotVerifyCopySource" };

    /// <summary>Whether the blocks that a commit named were no longer there.</summary>
    public static bool IsBlockListInvalid(Exception exception) =>
        exception is RequestFailedException { Status: 400, ErrorCode: "InvalidBlockList" };

    /// <summary>Whether the requested range starts after the end.</summary>
    public static bool IsRangeUnsatisfiable(Exception exception) => exception is RequestFailedException { Status: 416 };

    /// <summary>Whether the service or the emulator does not support the request.</summary>
    public static bool IsLacking(Exception exception) => exception is RequestFailedException fault && fault switch
    {
        { Status: 501 or 405 } => true,
        { Status: 400, ErrorCode: "UnsupportedHeader" or "UnsupportedHttpVerb" or "UnsupportedQueryParameter" or "FeatureNotSupported" } =>
            true,
        _ => false,
    };

    /// <summary>Whether the service cannot copy: it lacks the operation, may not reach the source, or cannot copy such blobs.</summary>
    public static bool IsNotForTheService(Exception exception) =>
        IsLacking(exception)
        || exception is RequestFailedException { Status: 401 or 403, ErrorCode: "CannotVerifyCopySource" }
            or RequestFailedException { Status: 409, ErrorCode: "InvalidBlobType" };

    /// <summary>Whether the request may have been executed despite the fault.</summary>
    public static bool IsOutcomeUnknown(Exception exception) =>
        exception is not RequestFailedException { Status: >= 400 and < 500 and not 408 } and not AuthenticationFailedException;

    /// <summary>The fault, in the storage's terms.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="path">What the request was about; empty for the container.</param>
    public StorageException Translate(Exception exception, string path)
    {
        RequestFailedException? fault = exception as RequestFailedException
            ?? (exception as AggregateException)?.InnerExceptions.OfType<RequestFailedException>().LastOrDefault(each => each.Status != 0);
        string what = path.Length == 0 ? location : $"'{path}' in {location}";
        string why = fault is { Status: > 0 } ? Explain(fault) : Explain(exception);
        return new StorageException($"{what}: {why}{Reference(fault)}", exception);
    }

    private static string Explain(RequestFailedException fault) => fault switch
    {
        { ErrorCode: "ContainerNotFound" } => "the container does not exist. Create it, or correct its name in the settings.",
        { ErrorCode: "ContainerBeingDeleted" } => "the container is being deleted. Wait until that is done, then create it again.",
        { ErrorCode: "ContainerDisabled" or "AccountIsDisabled" } => "the container or its account is disabled.",
        { ErrorCode: "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation" } =>
            "the credentials were refused: wrong, expired, or the clock of this machine is wrong.",
        {
            ErrorCode: "AuthorizationPermissionMismatch"
            or "InsufficientAccountPermissions"
            or "AuthorizationServiceMismatch"
            or "AuthorizationResourceTypeMismatch"
        } =>
            "the credentials do not allow this. Storage roots need the role Storage Blob Data Contributor, sources Storage Blob Data "
                + "Reader.",
        { ErrorCode: "AuthorizationFailure" or "AuthorizationSourceIPMismatch" or "AuthorizationProtocolMismatch" } =>
            "the account rejects this request: check its firewall and what the credentials allow.",
        { ErrorCode: "KeyBasedAuthenticationNotPermitted" } =>
            "the account does not accept shared keys. Use a service URI with a managed identity.",
        { ErrorCode: "PublicAccessNotPermitted" or "ResourceNotFound" } =>
            "there is no such account or container, or it requires credentials.",
        {
            ErrorCode: "LeaseIdMissing"
            or "LeaseIdMismatchWithBlobOperation"
            or "LeaseIdMismatchWithContainerOperation"
            or "LeaseAlreadyPresent"
            or "LeaseLost"
        } =>
            "another client holds a lease on it. It can be written when the lease is released or broken.",
        { ErrorCode: "BlobImmutableDueToPolicy" or "BlobImmutableDueToLegalHold" or "ImmutabilityPolicyDeleteOnLockedPolicy" }
            or { ErrorCode: "ContainerImmutabilityPolicyFailure" } =>
            "it is immutable: a retention policy or a legal hold on the container or the blob forbids changing or deleting it.",
        { ErrorCode: "BlobOverwriteNotAllowed" or "ImmutableBlob" } => "it is immutable and may not be overwritten.",
        { ErrorCode: "BlobArchived" or "BlobBeingRehydrated" } => "it is in the archive tier. Rehydrate it first.",
        { ErrorCode: "PendingCopyOperation" } => "a copy to it is still in progress.",
        { ErrorCode: "SnapshotsPresent" } => "it has snapshots.",
        { ErrorCode: "Md5Mismatch" or "Crc64Mismatch" or "InvalidMd5" } => "the bytes that arrived are not those that were sent.",
        { ErrorCode: "InvalidBlockList" } =>
            "blocks of this upload are no longer there: another client wrote the same file at the same time.",
        { ErrorCode: "InvalidBlobOrBlock" } =>
            "another tool has left blocks of an unfinished upload under this name. They are deleted after a week or by a finished upload.",
        { ErrorCode: "OutOfRangeInput" or "InvalidUri" or "InvalidResourceName" } =>
            "the service does not accept this name: it has at most 1,024 characters and 254 names.",
        { ErrorCode: "AccountBeingCreated" or "ServerBusy" or "OperationTimedOut" or "IngressLimitExceeded" } or { Status: 429 or 503 } =>
            "the service is still busy after all retries.",
        { Status: 401 or 403 } => "the credentials were refused, or do not allow this.",
        { Status: >= 500 } => "the service still failed after all retries.",
        _ => "the service refused the request.",
    };

    private static string Explain(Exception exception) => exception switch
    {
        AuthenticationFailedException => "no credential could be obtained. Sign in, or correct the managed identity.",
        OperationCanceledException => "the service did not answer in time, after all retries.",
        _ => "the service cannot be reached, or the connection broke, after all retries.",
    };

    private static string Reference(RequestFailedException? fault)
    {
        if (fault is not { Status: > 0 })
        {
            return "";
        }

        string? request = fault.GetRawResponse() is { } response && response.Headers.TryGetValue("x-ms-request-id", out string? id)
            ? $", request {id}"
            : null;
        return string.Create(CultureInfo.InvariantCulture, $" ({fault.Status} {fault.ErrorCode}{request})");
    }
}
