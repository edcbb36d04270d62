param name string
param location string
param tags object
param addressPrefixes string[]
param subnets { name: string, addressPrefix: string, delegation: string?, privateEndpointNetworkPolicies: string? }[]
param enableTelemetry bool

resource vnet 'Microsoft.Network/virtualNetworks@2024-07-01' = if (enableTelemetry || !enableTelemetry) {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: addressPrefixes }
    subnets: [for subnet in subnets: { name: subnet.name, properties: { addressPrefix: subnet.addressPrefix } }]
  }
}

output resourceId string = resourceId('Microsoft.Network/virtualNetworks', name)
output subnetResourceIds array = [for subnet in subnets: resourceId('Microsoft.Network/virtualNetworks/subnets', name, subnet.name)]
