param name string
param tags object
param accessModeSettings { ingestionAccessMode: 'Open' | 'PrivateOnly', queryAccessMode: 'Open' | 'PrivateOnly' }
param scopedResources { name: string, linkedResourceId: string }[]
param privateEndpoints {
  name: string
  location: string
  subnetResourceId: string
  privateDnsZoneGroup: { privateDnsZoneGroupConfigs: { privateDnsZoneResourceId: string }[] }
}[]
param enableTelemetry bool

resource scope 'Microsoft.Insights/privateLinkScopes@2021-07-01-preview' = if (enableTelemetry || !empty(scopedResources) && !empty(privateEndpoints)) {
  name: name
  location: 'global'
  tags: tags
  properties: { accessModeSettings: accessModeSettings }
}
