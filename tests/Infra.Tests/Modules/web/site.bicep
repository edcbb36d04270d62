param name string
param location string
param tags object
param kind 'functionapp,linux'
param serverFarmResourceId string
param managedIdentities { userAssignedResourceIds: string[] }
param httpsOnly bool
param publicNetworkAccess 'Enabled' | 'Disabled'
param virtualNetworkSubnetResourceId string?
param clientAffinityEnabled bool
param siteConfig resourceInput<'Microsoft.Web/sites@2024-11-01'>.properties.siteConfig
param functionAppConfig resourceInput<'Microsoft.Web/sites@2024-11-01'>.properties.functionAppConfig
param configs { name: 'appsettings', properties: { *: string }, retainCurrentAppSettings: bool }[]
param basicPublishingCredentialsPolicies { name: 'scm' | 'ftp', allow: bool }[]
param diagnosticSettings object[]
param privateEndpoints {
  service: 'sites'
  subnetResourceId: string
  privateDnsZoneGroup: { privateDnsZoneGroupConfigs: { privateDnsZoneResourceId: string }[] }
}[]
param enableTelemetry bool

resource site 'Microsoft.Web/sites@2024-11-01' = if (enableTelemetry || !empty(diagnosticSettings) && !empty(basicPublishingCredentialsPolicies)) {
  name: name
  location: location
  tags: tags
  kind: kind
  identity: { type: 'UserAssigned', userAssignedIdentities: toObject(managedIdentities.userAssignedResourceIds, id => id, id => {}) }
  properties: {
    serverFarmId: serverFarmResourceId
    httpsOnly: httpsOnly
    publicNetworkAccess: publicNetworkAccess
    virtualNetworkSubnetId: virtualNetworkSubnetResourceId
    clientAffinityEnabled: clientAffinityEnabled
    siteConfig: siteConfig
    functionAppConfig: functionAppConfig
  }
}

resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'appsettings'
  properties: configs[0].properties
}

resource endpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for endpoint in privateEndpoints: {
    name: 'pep-${name}-${endpoint.service}'
    location: location
    properties: { subnet: { id: endpoint.subnetResourceId } }
  }
]

output name string = name
output defaultHostname string = '${name}.azurewebsites.net'
