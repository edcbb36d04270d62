@minLength(3)
@maxLength(24)
param name string
param location string
param tags object
param kind 'StorageV2'
param skuName 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' | 'Standard_RAGRS' | 'Standard_RAGZRS'
param accessTier 'Hot'
param allowSharedKeyAccess bool
param allowBlobPublicAccess bool
param defaultToOAuthAuthentication bool
param minimumTlsVersion 'TLS1_2' | 'TLS1_3'
param publicNetworkAccess 'Enabled' | 'Disabled'
param networkAcls { defaultAction: 'Allow' | 'Deny', bypass: 'None' | 'AzureServices' }
param roleAssignments { roleDefinitionIdOrName: string, principalId: string, principalType: 'ServicePrincipal' }[]
param blobServices {
  isVersioningEnabled: bool
  deleteRetentionPolicyEnabled: bool
  deleteRetentionPolicyDays: int?
  containerDeleteRetentionPolicyEnabled: bool
  containerDeleteRetentionPolicyDays: int?
  containers: {
    name: string
    publicAccess: 'None'
    immutableStorageWithVersioningEnabled: bool
    immutabilityPolicy: { immutabilityPeriodSinceCreationInDays: int }?
    roleAssignments: { roleDefinitionIdOrName: string, principalId: string, principalType: 'ServicePrincipal' }[]
  }[]
  diagnosticSettings: object[]
}
param managementPolicyRules object[]?
param privateEndpoints {
  service: 'blob' | 'queue' | 'table'
  subnetResourceId: string
  privateDnsZoneGroup: { privateDnsZoneGroupConfigs: { privateDnsZoneResourceId: string }[] }
}[]
param lock { kind: 'CanNotDelete', name: string }?
param enableTelemetry bool

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = if (enableTelemetry || lock != null || lock == null) {
  name: name
  location: location
  tags: tags
  kind: kind
  sku: { name: skuName }
  properties: {
    accessTier: accessTier
    allowSharedKeyAccess: allowSharedKeyAccess
    allowBlobPublicAccess: allowBlobPublicAccess
    defaultToOAuthAuthentication: defaultToOAuthAuthentication
    minimumTlsVersion: minimumTlsVersion
    publicNetworkAccess: publicNetworkAccess
    networkAcls: networkAcls
  }
}

resource service 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: blobServices.isVersioningEnabled
    deleteRetentionPolicy: { enabled: blobServices.deleteRetentionPolicyEnabled, days: blobServices.?deleteRetentionPolicyDays }
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for container in blobServices.containers: {
    parent: service
    name: container.name
    properties: { publicAccess: container.publicAccess }
  }
]

resource policy 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = if (managementPolicyRules != null) {
  parent: account
  name: 'default'
  properties: { policy: { rules: managementPolicyRules! } }
}

resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (role, index) in concat(roleAssignments, flatten(map(blobServices.containers, container => container.roleAssignments))): {
    name: guid(name, role.roleDefinitionIdOrName, role.principalId, string(index))
    properties: {
      roleDefinitionId: role.roleDefinitionIdOrName
      principalId: role.principalId
      principalType: role.principalType
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for endpoint in privateEndpoints: {
    name: 'pep-${name}-${endpoint.service}'
    location: location
    properties: { subnet: { id: endpoint.subnetResourceId } }
  }
]

output name string = name
output resourceId string = resourceId('Microsoft.Storage/storageAccounts', name)
output serviceEndpoints object = {
  blob: 'https://${name}.blob.${environment().suffixes.storage}/'
  queue: 'https://${name}.queue.${environment().suffixes.storage}/'
  table: 'https://${name}.table.${environment().suffixes.storage}/'
}
