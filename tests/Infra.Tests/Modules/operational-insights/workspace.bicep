param name string
param location string
param tags object
param skuName string
param dataRetention int
param dailyQuotaGb string
param forceCmkForQuery bool
param features { disableLocalAuth: bool, enableLogAccessUsingOnlyResourcePermissions: bool }
param publicNetworkAccessForIngestion 'Enabled' | 'Disabled'
param publicNetworkAccessForQuery 'Enabled' | 'Disabled'
param enableTelemetry bool

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = if (enableTelemetry || !enableTelemetry) {
  name: name
  location: location
  tags: tags
  properties: {
    #disable-next-line BCP036
    sku: { name: skuName }
    retentionInDays: dataRetention
    workspaceCapping: { dailyQuotaGb: json(dailyQuotaGb) }
    forceCmkForQuery: forceCmkForQuery
    features: features
    publicNetworkAccessForIngestion: publicNetworkAccessForIngestion
    publicNetworkAccessForQuery: publicNetworkAccessForQuery
  }
}

output resourceId string = resourceId('Microsoft.OperationalInsights/workspaces', name)
