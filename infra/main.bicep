metadata name = 'OcflFunctions'
metadata description = 'Durable, exactly-once updates of OCFL objects: the function app, its storage, its monitoring and, where asked for, its private network.'

// ---- What it is called, and where ----

@description('A short name that the names of all resources are made from: lower-case letters and digits.')
@minLength(2)
@maxLength(12)
param name string

@description('The Azure region of everything but what is global.')
@metadata({ azd: { type: 'location' } })
param location string = resourceGroup().location

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags = {}

// ---- The function app ----

@description('The memory of one instance, in MB. Files are hashed and copied in blocks, so 2048 is enough for files of any length.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('How many instances the app may be scaled out to.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How many instances are kept warm for orchestrations and activities. 0 costs nothing while nothing runs, and the first update then waits for a start.')
@minValue(0)
@maxValue(1000)
param alwaysReadyDurable int = 0

@description('How many instances are kept warm for the HTTP API.')
@minValue(0)
@maxValue(1000)
param alwaysReadyHttp int = 0

@description('Whether the instances are spread over the availability zones of the region.')
param zoneRedundant bool = false

@description('Further app settings, as they are listed in local.settings.sample.json, such as { Ocfl__Updates__Window: \'32\' }. They win over those that are set here.')
param appSettings { *: string } = {}

// ---- The durable engine ----

@description('Where orchestrations are kept: AzureStorage (queues, tables and blobs of the host\'s account) or AzureManaged (a Durable Task Scheduler). The app has to be built for it: -p:DurableStorage=AzureManaged.')
@allowed(['AzureStorage', 'AzureManaged'])
param durableStorage string = 'AzureStorage'

@description('How the Durable Task Scheduler is paid for: Consumption by the action, Dedicated by the capacity unit.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('How many capacity units a Dedicated scheduler has.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int = 1

// ---- Storage ----

@description('How the host\'s account, with the task hub, is replicated.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param hostReplication string = 'Standard_LRS'

@description('How the account of the storage root is replicated.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param rootReplication string = 'Standard_ZRS'

@description('The container of the OCFL storage root.')
@minLength(3)
@maxLength(63)
param rootContainer string = 'objects'

@description('The container of the work area: stages, plans, claims.')
@minLength(3)
@maxLength(63)
param workContainer string = 'work'

@description('Whether the work area has an account of its own. The service copies files by itself only within one account; across accounts every byte goes through the app.')
param separateWorkAccount bool = false

@description('For how many days a deleted or overwritten blob of the storage root can be brought back; 0 for not at all.')
@minValue(0)
@maxValue(365)
param softDeleteDays int = 14

@description('Whether each overwritten or deleted blob of the storage root is kept as a version.')
param versioning bool = false

@description('For how many days a blob of the storage root, in each of its versions, can neither be deleted nor changed; 0 for no such policy. It needs versioning. The policy is made unlocked; locking it is for good, and done by hand.')
@minValue(0)
@maxValue(146000)
param immutabilityDays int = 0

@description('Whether a lock keeps the account of the storage root from being deleted.')
param lockRoot bool = false

@description('The layout of a storage root that is made where there is none yet.')
@allowed(['0002-flat-direct-storage-layout', '0003-hash-and-id-n-tuple-storage-layout', '0004-hashed-n-tuple-storage-layout', '0006-flat-omit-prefix-storage-layout', '0007-n-tuple-omit-prefix-storage-layout', '0010-differential-n-tuple-omit-prefix-storage-layout', '0011-direct-clean-path-layout', '0012-hash-and-no-prefix-id-n-tuple-storage-layout'])
param layout string = '0004-hashed-n-tuple-storage-layout'

@description('The digest algorithm of new objects.')
@allowed(['sha512', 'sha256'])
param digestAlgorithm string = 'sha512'

// ---- Where content comes from ----

@description('Where updates may take content from: containers of blobs, each as container or, for what is below a path in it, container/prefix. The app may read these containers. None: no container is a source.')
param sourceContainers string[] = []

@description('The storage account of these containers, in this subscription, where both are there already; empty for the account of the storage root, in which the containers are made.')
param sourceAccount string = ''

@description('The resource group of that account; empty for the one that is deployed to.')
param sourceResourceGroup string = ''

// ---- The network ----

@description('Whether storage, the scheduler and the ingestion of telemetry are reached through private endpoints of a virtual network only.')
param privateNetwork bool = false

@description('The address range of the virtual network; the app gets its first /24, the private endpoints the /26 after it, so a /23 is the smallest.')
param addressPrefix string = '10.80.0.0/22'

@description('Whether the HTTP API can be reached from the internet. Where not, it has a private endpoint, and so has what deploys the code.')
param publicApi bool = true

// ---- Monitoring ----

@description('For how many days logs, traces and metrics are kept.')
@allowed([30, 60, 90, 120, 180, 270, 365, 550, 730])
param retentionDays int = 90

@description('How many GB of telemetry a day are taken in at most, such as 5; -1 for no limit.')
param dailyQuotaGb string = '-1'

@description('Who gets the alerts by e-mail; none for no alerts.')
param alertEmails string[] = []

@description('After how many hours an update that has not ended is taken for stuck.')
@minValue(1)
@maxValue(1000)
param oldestUpdateHours int = 24

@description('How many updates may fail within an hour before it is an alert.')
@minValue(0)
param failuresAnHour int = 0

@description('Whether Microsoft may count the deployments of the Azure Verified Modules that this template is made of.')
param enableTelemetry bool = false

var token = uniqueString(resourceGroup().id, name)
var schedulerIsUsed = durableStorage == 'AzureManaged'
var network = privateNetwork
  ? {
      endpointSubnetId: net!.outputs.endpointSubnetId
      zoneIds: net!.outputs.zoneIds
    }
  : null

module identity 'br/public:avm/res/managed-identity/user-assigned-identity:0.6.0' = {
  name: 'identity'
  params: {
    name: 'id-${name}-${token}'
    location: location
    tags: tags
    enableTelemetry: enableTelemetry
  }
}

module net 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    name: 'vnet-${name}-${token}'
    location: location
    tags: tags
    addressPrefix: addressPrefix
    zones: concat(
      ['blob', 'queue', 'table', 'monitor'],
      schedulerIsUsed ? ['scheduler'] : [],
      publicApi ? [] : ['sites']
    )
    enableTelemetry: enableTelemetry
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: '${name}-${token}'
    location: location
    tags: tags
    retentionDays: retentionDays
    dailyQuotaGb: dailyQuotaGb
    publisherPrincipalId: identity.outputs.principalId
    network: network
    enableTelemetry: enableTelemetry
  }
}

// The host's own: keys, locks, the code that is deployed and, with Azure Storage, the task hub.
module hostStorage 'modules/storage.bicep' = {
  name: 'storage-host'
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    replication: hostReplication
    containers: [{ name: 'code' }]
    services: schedulerIsUsed ? ['blob'] : ['blob', 'queue', 'table']
    accountRoles: concat(
      ['Storage Blob Data Owner'],
      schedulerIsUsed ? [] : ['Storage Queue Data Contributor', 'Storage Table Data Contributor']
    )
    principalId: identity.outputs.principalId
    protection: { softDeleteDays: 7, versioning: false, lock: false }
    workspaceId: monitoring.outputs.workspaceId
    network: network
    enableTelemetry: enableTelemetry
  }
}

var workArea = { name: workContainer, role: 'Storage Blob Data Contributor' }
var sourceNames = union([], map(sourceContainers, place => split(place, '/')[0]))
var sourcesAreElsewhere = !empty(sourceAccount) && !empty(sourceNames)

// What is kept for decades. The work area is another container of the same account, unless it was asked for otherwise.
module rootStorage 'modules/storage.bicep' = {
  name: 'storage-root'
  params: {
    name: 'stroot${token}'
    location: location
    tags: tags
    replication: rootReplication
    containers: concat(
      [{ name: rootContainer, role: 'Storage Blob Data Contributor', immutabilityDays: immutabilityDays }],
      separateWorkAccount ? [] : [workArea],
      sourcesAreElsewhere ? [] : map(sourceNames, source => { name: source, role: 'Storage Blob Data Reader' })
    )
    services: ['blob']
    accountRoles: []
    principalId: identity.outputs.principalId
    protection: { softDeleteDays: softDeleteDays, versioning: versioning || immutabilityDays > 0, lock: lockRoot }
    shortLivedContainer: separateWorkAccount ? null : workContainer
    workspaceId: monitoring.outputs.workspaceId
    network: network
    enableTelemetry: enableTelemetry
  }
}

module workStorage 'modules/storage.bicep' = if (separateWorkAccount) {
  name: 'storage-work'
  params: {
    name: 'stwork${token}'
    location: location
    tags: tags
    replication: hostReplication
    containers: [workArea]
    services: ['blob']
    accountRoles: []
    principalId: identity.outputs.principalId
    protection: { softDeleteDays: 0, versioning: false, lock: false }
    workspaceId: monitoring.outputs.workspaceId
    network: network
    enableTelemetry: enableTelemetry
  }
}

module sources 'modules/sources.bicep' = if (sourcesAreElsewhere) {
  name: 'sources'
  params: {
    account: sourceAccount
    accountResourceGroup: empty(sourceResourceGroup) ? resourceGroup().name : sourceResourceGroup
    containers: sourceNames
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    network: network
    enableTelemetry: enableTelemetry
  }
}

module scheduler 'modules/scheduler.bicep' = if (schedulerIsUsed) {
  name: 'scheduler'
  params: {
    name: 'dts-${name}-${token}'
    location: location
    tags: tags
    sku: schedulerSku
    capacity: schedulerCapacity
    principalId: identity.outputs.principalId
    network: network
    enableTelemetry: enableTelemetry
  }
}

var sourcesEndpoint = sourcesAreElsewhere ? sources!.outputs.endpoint : rootStorage.outputs.endpoints.blob

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: 'func-${name}-${token}'
    location: location
    tags: tags
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyDurable: alwaysReadyDurable
    alwaysReadyHttp: alwaysReadyHttp
    zoneRedundant: zoneRedundant
    identityId: identity.outputs.resourceId
    identityClientId: identity.outputs.clientId
    hostAccount: hostStorage.outputs.name
    hostEndpoints: hostStorage.outputs.endpoints
    codeContainer: 'code'
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    scheduler: schedulerIsUsed
      ? { endpoint: scheduler!.outputs.endpoint, taskHub: scheduler!.outputs.taskHub }
      : null
    settings: union(
      {
        Ocfl__Storage__Kind: 'AzureBlob'
        Ocfl__Storage__ServiceUri: rootStorage.outputs.endpoints.blob
        Ocfl__Storage__Container: rootContainer
        Ocfl__Storage__CreateRoot: 'true'
        Ocfl__Work__Kind: 'AzureBlob'
        Ocfl__Work__ServiceUri: separateWorkAccount
          ? workStorage!.outputs.endpoints.blob
          : rootStorage.outputs.endpoints.blob
        Ocfl__Work__Container: workContainer
        Ocfl__Layout: layout
        Ocfl__Updates__DigestAlgorithm: digestAlgorithm
        Ocfl__Maintenance__Schedule: '0 15 3 * * *'
        Ocfl__Http__ManagementLinks: 'false'
      },
      empty(sourceContainers)
        ? {}
        : union(
            { Ocfl__Sources__ServiceUri: sourcesEndpoint },
            toObject(
              range(0, length(sourceContainers)),
              index => 'Ocfl__Sources__AllowedContainers__${index}',
              index => sourceContainers[index]
            )
          ),
      appSettings
    )
    workspaceId: monitoring.outputs.workspaceId
    appSubnetId: privateNetwork ? net!.outputs.appSubnetId : null
    publicApi: publicApi
    network: network
    enableTelemetry: enableTelemetry
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(alertEmails)) {
  name: 'alerts'
  params: {
    name: name
    token: token
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
    emails: alertEmails
    oldestUpdateHours: oldestUpdateHours
    failuresAnHour: failuresAnHour
    enableTelemetry: enableTelemetry
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    displayName: 'OCFL updates (${name})'
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
  }
}

@description('The function app.')
output FUNCTION_APP_NAME string = app.outputs.name

@description('The HTTP API; its dashboard is at /dashboard below it, its state at /health.')
output API_URL string = 'https://${app.outputs.hostname}/api'

@description('The dashboard of the updates.')
output DASHBOARD_URL string = 'https://${app.outputs.hostname}/api/dashboard'

@description('The container of the OCFL storage root.')
output STORAGE_ROOT_URL string = '${rootStorage.outputs.endpoints.blob}${rootContainer}'

@description('The container of the work area.')
output WORK_AREA_URL string = '${separateWorkAccount ? workStorage!.outputs.endpoints.blob : rootStorage.outputs.endpoints.blob}${workContainer}'

@description('The blob service of the containers that content comes from; empty where there are none.')
output SOURCES_URL string = empty(sourceContainers) ? '' : sourcesEndpoint

@description('Application Insights, where the workbook is.')
output INSIGHTS_ID string = monitoring.outputs.insightsId

@description('The identity that the app has, for roles on further storage.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('The endpoint of the Durable Task Scheduler; empty where there is none.')
output SCHEDULER_ENDPOINT string = schedulerIsUsed ? scheduler!.outputs.endpoint : ''
