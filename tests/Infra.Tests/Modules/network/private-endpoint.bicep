param name string
param location string
param tags object
param subnetResourceId string
param privateLinkServiceConnections { name: string, properties: { privateLinkServiceId: string, groupIds: string[] } }[]
param privateDnsZoneGroup { privateDnsZoneGroupConfigs: { privateDnsZoneResourceId: string }[] }
param enableTelemetry bool

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = if (enableTelemetry || !empty(privateDnsZoneGroup)) {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetResourceId }
    privateLinkServiceConnections: privateLinkServiceConnections
  }
}
