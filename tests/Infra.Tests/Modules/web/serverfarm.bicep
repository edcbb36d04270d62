param name string
param location string
param tags object
param skuName 'FC1'
param kind 'functionapp'
param reserved bool
param zoneRedundant bool
param enableTelemetry bool

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = if (enableTelemetry || !enableTelemetry) {
  name: name
  location: location
  tags: tags
  kind: kind
  sku: { name: skuName, tier: 'FlexConsumption' }
  properties: { reserved: reserved, zoneRedundant: zoneRedundant }
}

output resourceId string = resourceId('Microsoft.Web/serverfarms', name)
