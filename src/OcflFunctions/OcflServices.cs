using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Audits;
using OcflFunctions.Dashboard;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;
using OcflFunctions.Http.Events;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;
using OcflFunctions.Notify;
using OcflFunctions.Objects;
using OcflFunctions.Purges;
using OcflFunctions.Sources;
using OcflFunctions.Stages;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions;

/// <summary>The app's services, the same in every host.</summary>
public static class OcflServices
{
    /// <summary>
    /// Adds what the functions need. Register another <see cref="IStorageFactory"/> for another kind of storage, and another
    /// <see cref="IManagementLinks"/> before or after if a host creates the engine's URLs in its own way.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration; its section <c>Ocfl</c> is read.</param>
    public static IServiceCollection AddOcflFunctions(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<OcflOptions>().Bind(configuration.GetSection(OcflOptions.Section)).ValidateOnStart();
        services.AddSingleton(new KnownSettings(OcflOptions.Section, typeof(OcflOptions)));
        services.AddSingleton<IValidateOptions<OcflOptions>>(
            provider => new SettingNamesValidator(configuration, provider.GetServices<KnownSettings>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OcflOptions>, OcflOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorageFactory, LocalStorageFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorageFactory, AzureBlobStorageFactory>());
        services.Configure<JsonSerializerOptions>(EngineJson.Configure);
        services.TryAddSingleton(EngineJson.Converter);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<UpdateTelemetry>();
        services.TryAddSingleton<ValidationTelemetry>();
        services.TryAddSingleton<ImportTelemetry>();
        services.TryAddSingleton<IManagementLinks, BindingManagementLinks>();
        services.TryAddSingleton<IEngineProbe, ReadingEngineProbe>();
        services.TryAddSingleton<ServiceVersions>();
        services.TryAddSingleton<ServiceHealth>();
        services.TryAddSingleton<IEngineSpace, ForeignEngineSpace>();
        AddAudits(services);
        AddMaintenance(services);
        services.TryAddSingleton<IInstanceListing, WindowedListing>();
        services.TryAddSingleton<InstancePages>();
        services.TryAddSingleton<EventStreams>();
        services.TryAddSingleton<Notifier>();
        services.TryAddSingleton<NotificationSender>();
        services.TryAddSingleton<UnreadableRecords>();
        services.TryAddSingleton(provider => new WorkArea(Open(provider, options => options.Work)));
        services.TryAddSingleton(
            provider => new ObjectStore(Open(provider, options => options.Storage), provider.GetRequiredService<IOptions<OcflOptions>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISourceKind, SourceFolders>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISourceKind, SourceContainers>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISourceKind, StageSources>());
        services.TryAddSingleton<StagePacks>();
        services.TryAddSingleton<StageRegister>();
        services.TryAddSingleton<StageRoom>();
        services.TryAddSingleton<StageFiles>();
        services.TryAddSingleton<StageUploads>();
        services.TryAddSingleton<StageAccess>();
        services.TryAddSingleton<AllowedSources>();
        services.TryAddSingleton<StageStore>();
        services.TryAddSingleton<KnownDigests>();
        services.TryAddSingleton<RangedFiles>();
        services.TryAddSingleton<SmallContents>();
        services.TryAddSingleton<UploadIntake>();
        services.TryAddSingleton<PlanStore>();
        services.TryAddSingleton<MismatchStore>();
        services.TryAddSingleton<ClaimStore>();
        services.TryAddSingleton<HoldStore>();
        services.TryAddSingleton<ValidationStore>();
        services.TryAddSingleton<ValidationParts>();
        services.TryAddSingleton<ExecutorFactory>();
        services.TryAddSingleton<UpdateLeftovers>();
        services.TryAddSingleton<NextUpdate>();
        services.TryAddSingleton<UpdateStarter>();
        services.TryAddSingleton<UpdateChecks>();
        services.TryAddSingleton<UpdateLister>();
        services.TryAddSingleton<ValidationLister>();
        services.TryAddSingleton<PurgeLister>();
        services.TryAddSingleton<PurgeStore>();
        services.TryAddSingleton<PurgeLog>();
        services.TryAddSingleton<ObjectRemover>();
        services.TryAddSingleton<PurgeLeftovers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IClaimObstacle, PurgeLeftovers>());
        services.TryAddSingleton<PurgeStarter>();
        services.TryAddSingleton<PurgeChecks>();
        services.TryAddSingleton<ImportStore>();
        services.TryAddSingleton<ImportWork>();
        services.TryAddSingleton<ImportSources>();
        services.TryAddSingleton<ImportTargets>();
        services.TryAddSingleton<ImportReport>();
        services.TryAddSingleton<ImportEnding>();
        services.TryAddSingleton<ImportLog>();
        services.TryAddSingleton<ImportLeftovers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IClaimObstacle, ImportLeftovers>());
        services.TryAddSingleton<ImportStarter>();
        services.TryAddSingleton<ImportLister>();
        services.TryAddSingleton<ValidationStarter>();
        services.TryAddSingleton<ValidationChecks>();
        services.AddSingleton<IDescribeCalls, UpdateCalls>();
        services.AddSingleton<IDescribeCalls, ValidationCalls>();
        services.AddSingleton<IDescribeCalls, StageCalls>();
        services.AddSingleton<IDescribeCalls, UploadCalls>();
        services.AddSingleton<IDescribeCalls, ObjectCalls>();
        services.AddSingleton<IDescribeCalls, PurgeCalls>();
        services.AddSingleton<IDescribeCalls, ImportCalls>();
        services.AddSingleton<IDescribeCalls, ServiceCalls>();
        services.AddSingleton<IDescribeCalls, DashboardCalls>();
        services.TryAddSingleton<DashboardPage>();
        services.TryAddSingleton(provider => new CallTable(provider.GetServices<IDescribeCalls>()));
        services.TryAddSingleton<OpenApiText>();
        services.TryAddSingleton<CallGate>();
        services.AddBearer(configuration);
        services.TryAddSingleton<ObjectReader>();
        services.TryAddSingleton<ObjectLister>();
        services.TryAddSingleton<ObjectViews>();
        services.TryAddSingleton<ContentLog>();
        services.TryAddSingleton<BlockTables>();
        services.TryAddSingleton<ByteAnswers>();
        services.Configure<KestrelServerOptions>(static kestrel => kestrel.Limits.MaxResponseBufferSize = ContentAnswer.BufferSize);
        services.AddHostedService<StorageRootStartup>();
        return services;
    }

    private static void AddAudits(IServiceCollection services)
    {
        services.TryAddSingleton<AuditTelemetry>();
        services.TryAddSingleton<AuditLedger>();
        services.TryAddSingleton<AuditRunStore>();
        services.TryAddSingleton<OpenFindings>();
        services.TryAddSingleton<FindingReports>();
        services.TryAddSingleton<MissingObjects>();
        services.TryAddSingleton<AuditRegister>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthRemark, AuditRegister>(
            provider => provider.GetRequiredService<AuditRegister>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidationFollower, ValidObjects>());
        services.TryAddSingleton<AuditStarter>();
        services.AddSingleton<IDescribeCalls, AuditCalls>();
    }

    // In the order of their steps: what one leaves, a later one removes.
    private static void AddMaintenance(IServiceCollection services)
    {
        services.TryAddSingleton<MaintenanceTelemetry>();
        services.TryAddSingleton<MaintenanceRegister>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthRemark, MaintenanceRegister>(
            provider => provider.GetRequiredService<MaintenanceRegister>()));
        services.TryAddSingleton<MaintenanceStarter>();
        services.TryAddSingleton<AbandonedVersions>();
        services.TryAddSingleton<SweepStages>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, UpdateRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, ValidationRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, PurgeRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, ImportRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, ImportedObjectRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, NotificationRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, MaintenanceRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunRecords, AuditRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, WorkLeftovers>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, UnfinishedImports>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, PendingLeftovers>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, ExpiredValidationReports>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, ExpiredImportReports>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, ExpiredRuns>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, ExpiredStages>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, EmptyClaims>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, ExpiredBlockTables>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMaintenanceStep, UnusedSpace>());
        services.AddSingleton<IDescribeCalls, MaintenanceCalls>();
    }

    private static IStorage Open(IServiceProvider services, Func<OcflOptions, StoreOptions> choose)
    {
        StoreOptions store = choose(services.GetRequiredService<IOptions<OcflOptions>>().Value);
        return services.GetServices<IStorageFactory>()
            .First(factory => factory.Kind.Equals(store.Kind, StringComparison.OrdinalIgnoreCase))
            .Create(store);
    }
}
