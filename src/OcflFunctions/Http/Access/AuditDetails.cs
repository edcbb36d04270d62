using Microsoft.AspNetCore.Http;

namespace OcflFunctions.Http.Access;

/// <summary>What a call is about, for the line in the audit log.</summary>
internal sealed class AuditDetails
{
    /// <summary>The object's id; null if it is not known, or if the call is not about one object.</summary>
    public string? ObjectId { get; private set; }

    /// <summary>The id of the update or of what else is changed; null if it is not known.</summary>
    public string? Id { get; private set; }

    /// <summary>The status of the answer; null if it is not known before it is sent.</summary>
    public int? Status { get; private set; }

    /// <summary>Notes the status of the answer.</summary>
    public static void SetStatus(HttpRequest request, int? status)
    {
        AuditDetails details = Of(request.HttpContext);
        details.Status = status;
        request.HttpContext.Features.Set(details);
    }

    /// <summary>Notes what a call is about.</summary>
    /// <param name="request">The request.</param>
    /// <param name="objectId">The object; null to leave what is noted.</param>
    /// <param name="id">The update, or what else is changed; null to leave what is noted.</param>
    public static void Set(HttpRequest request, string? objectId = null, string? id = null)
    {
        AuditDetails details = Of(request.HttpContext);
        details.ObjectId = objectId ?? details.ObjectId;
        details.Id = id ?? details.Id;
        request.HttpContext.Features.Set(details);
    }

    /// <summary>What is noted for a request.</summary>
    public static AuditDetails Of(HttpContext context) => context.Features.Get<AuditDetails>() ?? new AuditDetails();
}
