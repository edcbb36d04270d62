metadata description = 'Types that the modules share.'

@export()
@description('Where private endpoints are put, and which DNS zones know them.')
type privateNetworkType = {
  @description('The subnet of the private endpoints.')
  endpointSubnetId: string

  @description('The DNS zones, by service; those of monitor are several.')
  zoneIds: {
    @description('The ids of the zones of one service.')
    *: string[]
  }
}
