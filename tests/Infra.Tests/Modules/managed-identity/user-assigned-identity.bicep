param name string
param location string
param tags object
param enableTelemetry bool

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (enableTelemetry || !enableTelemetry) {
  name: name
  location: location
  tags: tags
}

output resourceId string = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', name)
output principalId string = '11111111-1111-1111-1111-111111111111'
output clientId string = '22222222-2222-2222-2222-222222222222'
