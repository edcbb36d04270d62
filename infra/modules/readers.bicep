metadata description = 'The right to read containers of a storage account that is there already. It is deployed to the resource group of the account.'

@description('The account.')
param account string

@description('The containers.')
param containers string[]

@description('Who may read them.')
param principalId string

resource source 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: account
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: source
  name: 'default'
}

resource places 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [
  for container in containers: {
    parent: blobs
    name: container
  }
]

// Storage Blob Data Reader.
resource reader 'Microsoft.Authorization/roleDefinitions@2022-04-01' existing = {
  scope: subscription()
  name: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, index) in containers: {
    scope: places[index]
    name: guid(places[index].id, principalId, reader.id)
    properties: {
      roleDefinitionId: reader.id
      principalId: principalId
      principalType: 'ServicePrincipal'
    }
  }
]
