metadata description = 'A storage account that no key opens, with its containers, who may use them, and what guards them.'

import { privateNetworkType } from 'types.bicep'

@description('The account\'s name.')
@minLength(3)
@maxLength(24)
param name string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('How the account is replicated.')
param replication 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' | 'Standard_RAGRS' | 'Standard_RAGZRS'

@description('The containers.')
param containers {
  @description('Its name.')
  name: string

  @description('The principal\'s role on it; null for none but those on the account.')
  role: ('Storage Blob Data Contributor' | 'Storage Blob Data Reader')?

  @description('For how many days no version of a blob in it can be changed or deleted; null or 0 for no such policy.')
  immutabilityDays: int?
}[]

@description('The services that are used, and have private endpoints where there is a network.')
param services ('blob' | 'queue' | 'table')[]

@description('Roles on the whole account.')
param accountRoles ('Storage Blob Data Owner' | 'Storage Queue Data Contributor' | 'Storage Table Data Contributor')[]

@description('The principal: who has the roles on the account and on the containers.')
param principalId string

@description('What can be brought back, and whether the account can be deleted.')
param protection {
  @description('For how many days deleted blobs and containers can be brought back; 0 for not at all.')
  softDeleteDays: int

  @description('Whether overwritten and deleted blobs are kept as versions.')
  versioning: bool

  @description('Whether a lock keeps the account from being deleted.')
  lock: bool
}

@description('A container whose versions are deleted after a day, since nobody wants them back; null for none.')
param shortLivedContainer string?

@description('The Log Analytics workspace that learns of writes and deletions.')
param workspaceId string

@description('The private network that alone reaches the account; null for the internet.')
param network privateNetworkType?

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

var softDelete = protection.softDeleteDays > 0

module account 'br/public:avm/res/storage/storage-account:0.33.0' = {
  name: '${name}-account'
  params: {
    name: name
    location: location
    tags: tags
    kind: 'StorageV2'
    skuName: replication
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: network == null ? 'Enabled' : 'Disabled'
    networkAcls: network == null
      ? { defaultAction: 'Allow', bypass: 'AzureServices' }
      : { defaultAction: 'Deny', bypass: 'None' }
    roleAssignments: [
      for role in accountRoles: {
        roleDefinitionIdOrName: role
        principalId: principalId
        principalType: 'ServicePrincipal'
      }
    ]
    blobServices: {
      isVersioningEnabled: protection.versioning
      deleteRetentionPolicyEnabled: softDelete
      deleteRetentionPolicyDays: softDelete ? protection.softDeleteDays : null
      containerDeleteRetentionPolicyEnabled: softDelete
      containerDeleteRetentionPolicyDays: softDelete ? protection.softDeleteDays : null
      containers: [
        for container in containers: {
          name: container.name
          publicAccess: 'None'
          immutableStorageWithVersioningEnabled: (container.?immutabilityDays ?? 0) > 0
          immutabilityPolicy: (container.?immutabilityDays ?? 0) > 0
            ? { immutabilityPeriodSinceCreationInDays: container.?immutabilityDays }
            : null
          roleAssignments: container.?role == null
            ? []
            : [
                {
                  roleDefinitionIdOrName: container.?role
                  principalId: principalId
                  principalType: 'ServicePrincipal'
                }
              ]
        }
      ]
      diagnosticSettings: [
        {
          workspaceResourceId: workspaceId
          logCategoriesAndGroups: [{ category: 'StorageWrite' }, { category: 'StorageDelete' }]
          metricCategories: [{ category: 'Transaction' }]
        }
      ]
    }
    managementPolicyRules: protection.versioning && shortLivedContainer != null
      ? [
          {
            name: 'versions-of-the-work-area'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['${shortLivedContainer!}/'] }
              actions: { version: { delete: { daysAfterCreationGreaterThan: 1 } } }
            }
          }
        ]
      : null
    privateEndpoints: network == null
      ? []
      : map(services, service => {
          service: service
          subnetResourceId: network!.endpointSubnetId
          privateDnsZoneGroup: {
            privateDnsZoneGroupConfigs: map(network!.zoneIds[service], zoneId => { privateDnsZoneResourceId: zoneId })
          }
        })
    lock: protection.lock ? { kind: 'CanNotDelete', name: 'lock-${name}' } : null
    enableTelemetry: enableTelemetry
  }
}

@description('The account\'s name.')
output name string = account.outputs.name

@description('The account\'s endpoints, by service, each with a slash at its end.')
output endpoints { blob: string, queue: string, table: string } = {
  blob: account.outputs.serviceEndpoints.blob
  queue: account.outputs.serviceEndpoints.queue
  table: account.outputs.serviceEndpoints.table
}
