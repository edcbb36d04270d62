metadata description = 'A virtual network with a subnet for the app and one for private endpoints, and the DNS zones of what is reached through them.'

@description('The network\'s name.')
param name string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('The address range.')
param addressPrefix string

@description('The services that zones are made for.')
param zones ('blob' | 'queue' | 'table' | 'sites' | 'monitor' | 'scheduler')[]

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

// Azure Monitor needs the zone of blobs as well.
var zoneNames = {
  blob: ['privatelink.blob.${environment().suffixes.storage}']
  queue: ['privatelink.queue.${environment().suffixes.storage}']
  table: ['privatelink.table.${environment().suffixes.storage}']
  sites: ['privatelink.azurewebsites.net']
  scheduler: ['privatelink.durabletask.io']
  monitor: [
    'privatelink.monitor.azure.com'
    'privatelink.oms.opinsights.azure.com'
    'privatelink.ods.opinsights.azure.com'
    'privatelink.agentsvc.azure-automation.net'
  ]
}
var names = flatten(map(zones, zone => zoneNames[zone]))

module vnet 'br/public:avm/res/network/virtual-network:0.10.1' = {
  name: 'vnet'
  params: {
    name: name
    location: location
    tags: tags
    addressPrefixes: [addressPrefix]
    subnets: [
      {
        name: 'app'
        addressPrefix: cidrSubnet(addressPrefix, 24, 0)
        delegation: 'Microsoft.App/environments'
      }
      {
        name: 'endpoints'
        addressPrefix: cidrSubnet(addressPrefix, 26, 4)
        privateEndpointNetworkPolicies: 'Disabled'
      }
    ]
    enableTelemetry: enableTelemetry
  }
}

module dns 'br/public:avm/res/network/private-dns-zone:0.8.1' = [
  for (zone, index) in names: {
    name: 'dns-${index}'
    params: {
      name: zone
      tags: tags
      virtualNetworkLinks: [{ virtualNetworkResourceId: vnet.outputs.resourceId, registrationEnabled: false }]
      enableTelemetry: enableTelemetry
    }
  }
]

@description('The subnet of the app.')
output appSubnetId string = vnet.outputs.subnetResourceIds[0]

@description('The subnet of the private endpoints.')
output endpointSubnetId string = vnet.outputs.subnetResourceIds[1]

@description('The DNS zones, by service.')
output zoneIds { *: string[] } = mapValues(
  toObject(zones, zone => zone),
  zone => map(zoneNames[zone], zoneName => resourceId('Microsoft.Network/privateDnsZones', zoneName))
)
