param name string
param location string
param tags object
param workspaceResourceId string
param disableLocalAuth bool
param disableIpMasking bool
param retentionInDays int
param publicNetworkAccessForIngestion 'Enabled' | 'Disabled'
param publicNetworkAccessForQuery 'Enabled' | 'Disabled'
param roleAssignments { roleDefinitionIdOrName: string, principalId: string, principalType: 'ServicePrincipal' }[]
param enableTelemetry bool

resource insights 'Microsoft.Insights/components@2020-02-02' = if (enableTelemetry || !empty(roleAssignments)) {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceResourceId
    DisableLocalAuth: disableLocalAuth
    DisableIpMasking: disableIpMasking
    RetentionInDays: retentionInDays
    publicNetworkAccessForIngestion: publicNetworkAccessForIngestion
    publicNetworkAccessForQuery: publicNetworkAccessForQuery
  }
}

output resourceId string = resourceId('Microsoft.Insights/components', name)
output connectionString string = 'InstrumentationKey=33333333-3333-3333-3333-333333333333'
