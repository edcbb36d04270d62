metadata description = 'A Durable Task Scheduler with one task hub. There is no Azure Verified Module for it.'

import { privateNetworkType } from 'types.bicep'

@description('The scheduler\'s name.')
@minLength(3)
@maxLength(64)
param name string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('How it is paid for.')
param sku 'Consumption' | 'Dedicated'

@description('How many capacity units it has, where it is Dedicated.')
param capacity int

@description('Who may start, run and look at orchestrations.')
param principalId string

@description('The private network that alone reaches it; null for the internet.')
param network privateNetworkType?

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // An empty list would let nobody in. Who may do what is decided by roles.
    ipAllowlist: ['0.0.0.0/0']
    publicNetworkAccess: network == null ? 'Enabled' : 'Disabled'
    sku: sku == 'Dedicated' ? { name: sku, capacity: capacity } : { name: sku }
  }
}

resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: 'ocflfunctions'
}

// Durable Task Data Contributor: the app is a client as well as a worker.
resource dataContributor 'Microsoft.Authorization/roleDefinitions@2022-04-01' existing = {
  scope: subscription()
  name: '0ad04412-c4d5-4796-b79c-f76d14c8d402'
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: taskHub
  name: guid(taskHub.id, principalId, dataContributor.id)
  properties: {
    roleDefinitionId: dataContributor.id
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

module endpoint 'br/public:avm/res/network/private-endpoint:0.12.1' = if (network != null) {
  name: 'scheduler-endpoint'
  params: {
    name: 'pep-${name}'
    location: location
    tags: tags
    subnetResourceId: network!.endpointSubnetId
    privateLinkServiceConnections: [
      { name: 'scheduler', properties: { privateLinkServiceId: scheduler.id, groupIds: ['scheduler'] } }
    ]
    privateDnsZoneGroup: {
      privateDnsZoneGroupConfigs: map(network!.zoneIds.scheduler, zoneId => { privateDnsZoneResourceId: zoneId })
    }
    enableTelemetry: enableTelemetry
  }
}

@description('Its endpoint.')
output endpoint string = scheduler.properties.endpoint

@description('Its task hub.')
output taskHub string = taskHub.name
