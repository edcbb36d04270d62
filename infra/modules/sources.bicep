metadata description = 'Lets the app read containers of a storage account that is there already, and reach it from the private network.'

import { privateNetworkType } from 'types.bicep'

@description('The account.')
@minLength(3)
@maxLength(24)
param account string

@description('The resource group of the account.')
param accountResourceGroup string

@description('The containers.')
@minLength(1)
param containers string[]

@description('The region of the private endpoint.')
param location string

@description('Tags of the private endpoint.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('Who may read the containers.')
param principalId string

@description('The private network that the account is read from; null for the internet.')
param network privateNetworkType?

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

resource source 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  scope: resourceGroup(accountResourceGroup)
  name: account
}

module readers 'readers.bicep' = {
  name: 'readers-${account}'
  scope: resourceGroup(accountResourceGroup)
  params: {
    account: account
    containers: containers
    principalId: principalId
  }
}

module endpoint 'br/public:avm/res/network/private-endpoint:0.12.1' = if (network != null) {
  name: 'sources-endpoint'
  params: {
    name: 'pep-${account}-blob'
    location: location
    tags: tags
    subnetResourceId: network!.endpointSubnetId
    privateLinkServiceConnections: [
      { name: 'blob', properties: { privateLinkServiceId: source.id, groupIds: ['blob'] } }
    ]
    privateDnsZoneGroup: {
      privateDnsZoneGroupConfigs: map(network!.zoneIds.blob, zoneId => { privateDnsZoneResourceId: zoneId })
    }
    enableTelemetry: enableTelemetry
  }
}

@description('The blob service of the account, with a slash at its end.')
output endpoint string = source.properties.primaryEndpoints.blob
