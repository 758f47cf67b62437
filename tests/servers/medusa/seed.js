// Fills an empty Medusa with a small shop and prints what a caller needs to buy in it, on one line of JSON.
Object.defineProperty(exports, "__esModule", { value: true })
const { Modules, ContainerRegistrationKeys } = require("@medusajs/framework/utils")
const flows = require("@medusajs/medusa/core-flows")

const GOODS = [
  ["SRH-2", "Toprak sürahi", 324.5],
  ["SBN", "Lavanta sabunu", 28.5],
  ["KLM", "Kilim 40 × 60", 1249.9],
]

exports.default = async function seed({ container }) {
  const run = async (flow, input) => (await flow(container).run({ input })).result
  const link = container.resolve(ContainerRegistrationKeys.LINK)

  const [store] = await container.resolve(Modules.STORE).listStores()
  await run(flows.updateStoresWorkflow, {
    selector: { id: store.id },
    update: { supported_currencies: [{ currency_code: "try", is_default: true }] },
  })
  const [channel] = await run(flows.createSalesChannelsWorkflow, { salesChannelsData: [{ name: "Çarşı" }] })
  const [region] = await run(flows.createRegionsWorkflow, {
    regions: [
      { name: "Türkiye", currency_code: "try", countries: ["tr"], payment_providers: ["pp_system_default"], is_tax_inclusive: true },
    ],
  })
  const [place] = await run(flows.createStockLocationsWorkflow, { locations: [{ name: "Depo" }] })
  await link.create({
    [Modules.STOCK_LOCATION]: { stock_location_id: place.id },
    [Modules.FULFILLMENT]: { fulfillment_provider_id: "manual_manual" },
  })
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const [profile] = await run(flows.createShippingProfilesWorkflow, { data: [{ name: "Varsayılan", type: "default" }] })
  const set = await fulfillment.createFulfillmentSets({
    name: "Kargo",
    type: "shipping",
    service_zones: [{ name: "Türkiye", geo_zones: [{ country_code: "tr", type: "country" }] }],
  })
  await link.create({
    [Modules.STOCK_LOCATION]: { stock_location_id: place.id },
    [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
  })
  const option = (name, amount, rules) => ({
    name,
    price_type: "flat",
    provider_id: "manual_manual",
    service_zone_id: set.service_zones[0].id,
    shipping_profile_id: profile.id,
    type: { label: name, description: name, code: rules[0].value },
    prices: [{ currency_code: "try", amount }],
    rules: [{ attribute: "enabled_in_store", value: "true", operator: "eq" }, ...rules],
  })
  const [out, back] = await run(flows.createShippingOptionsWorkflow, [
    option("Yurtiçi Kargo", 39.9, [{ attribute: "is_return", value: "false", operator: "eq" }]),
    option("Iade", 0, [{ attribute: "is_return", value: "true", operator: "eq" }]),
  ])
  await run(flows.linkSalesChannelsToStockLocationWorkflow, { id: place.id, add: [channel.id] })

  const [visible] = await run(flows.createApiKeysWorkflow, {
    api_keys: [{ title: "Shop window", type: "publishable", created_by: "" }],
  })
  await run(flows.linkSalesChannelsToApiKeyWorkflow, { id: visible.id, add: [channel.id] })
  const [secret] = await run(flows.createApiKeysWorkflow, { api_keys: [{ title: "Desk", type: "secret", created_by: "" }] })

  const products = await run(flows.createProductsWorkflow, {
    products: GOODS.map(([sku, title, amount]) => ({
      title,
      handle: sku.toLowerCase(),
      status: "published",
      shipping_profile_id: profile.id,
      options: [{ title: "Boy", values: ["Tek"] }],
      variants: [
        { title: "Tek", sku, options: { Boy: "Tek" }, prices: [{ amount, currency_code: "try" }], manage_inventory: true },
      ],
      sales_channels: [{ id: channel.id }],
    })),
  })
  const { data: items } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "inventory_item", fields: ["id"] })
  await run(flows.createInventoryLevelsWorkflow, {
    inventory_levels: items.map(({ id }) => ({ inventory_item_id: id, location_id: place.id, stocked_quantity: 100000 })),
  })

  const told = {
    secret_key: secret.token,
    publishable_key: visible.token,
    region: region.id,
    channel: channel.id,
    place: place.id,
    shipping: out.id,
    return_shipping: back.id,
    variants: Object.fromEntries(products.flatMap((each) => each.variants.map((variant) => [variant.sku, variant.id]))),
  }
  console.log("SEEDED " + JSON.stringify(told))
}
