using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How the service and its clients read and write JSON over HTTP.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(StartedUpdate))]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(UpdatePage))]
[JsonSerializable(typeof(ValidationRequest))]
[JsonSerializable(typeof(StartedValidation))]
[JsonSerializable(typeof(Validation))]
[JsonSerializable(typeof(FindingPage))]
[JsonSerializable(typeof(ObjectPage))]
[JsonSerializable(typeof(VersionPage))]
[JsonSerializable(typeof(FilePage))]
[JsonSerializable(typeof(FileChangePage))]
[JsonSerializable(typeof(FileHistoryPage))]
[JsonSerializable(typeof(StageRequest))]
[JsonSerializable(typeof(Stage))]
[JsonSerializable(typeof(StagePage))]
[JsonSerializable(typeof(StageFile))]
[JsonSerializable(typeof(StageContents))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SourceMismatchPage))]
[JsonSerializable(typeof(PurgeRequest))]
[JsonSerializable(typeof(StartedPurge))]
[JsonSerializable(typeof(Purge))]
[JsonSerializable(typeof(MaintenanceRequest))]
[JsonSerializable(typeof(StartedMaintenance))]
[JsonSerializable(typeof(MaintenanceRun))]
[JsonSerializable(typeof(MaintenanceRunPage))]
[JsonSerializable(typeof(PurgePage))]
[JsonSerializable(typeof(ValidationPage))]
[JsonSerializable(typeof(ServiceVersion))]
[JsonSerializable(typeof(UpdateStatusChange))]
[JsonSerializable(typeof(ValidationStatusChange))]
[JsonSerializable(typeof(PurgeStatusChange))]
[JsonSerializable(typeof(ImportStatusChange))]
[JsonSerializable(typeof(UpdateProgress))]
[JsonSerializable(typeof(UpdateStep))]
[JsonSerializable(typeof(ValidationProgress))]
[JsonSerializable(typeof(ImportProgress))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(StartedImport))]
[JsonSerializable(typeof(Import))]
[JsonSerializable(typeof(ImportPage))]
[JsonSerializable(typeof(ImportedObjectPage))]
[JsonSerializable(typeof(AuditRequest))]
[JsonSerializable(typeof(StartedAudit))]
[JsonSerializable(typeof(Audit))]
[JsonSerializable(typeof(AuditOverview))]
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>Ids and paths stay readable.</summary>
    public static ContractsJson Relaxed => RelaxedContext.Value;

    // In a nested class, since Default, which is generated, may be initialized after the members written here.
    private static class RelaxedContext
    {
        internal static readonly ContractsJson Value = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
