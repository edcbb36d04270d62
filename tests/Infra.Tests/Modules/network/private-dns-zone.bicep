param name string
param tags object
param virtualNetworkLinks { virtualNetworkResourceId: string, registrationEnabled: bool }[]
param enableTelemetry bool

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (enableTelemetry || !empty(virtualNetworkLinks)) {
  name: name
  location: 'global'
  tags: tags
}
