// Tells Muhatap which orders of this Medusa have changed. Copy it into src/subscribers of the Medusa project and set
//   MUHATAP_ADDRESS  where the desk takes messages (Settings → Shops shows it)
//   MUHATAP_SECRET   the secret that stands beside it (whsec_…)
// Nothing but the ids of orders is sent; the desk reads them again. Signed after Standard Webhooks 1.0.
"use strict"

const crypto = require("node:crypto")

const PAUSES = [0, 2000, 10000]
const PATIENCE = 10000

async function tell({ event: { name, data, metadata }, container }) {
  const { MUHATAP_ADDRESS: address, MUHATAP_SECRET: secret } = process.env
  if (!address || !secret) return
  const logger = container.resolve("logger")
  try {
    const ids = await ordersOf(name, data, container.resolve("query"))
    if (ids.length === 0) return
    // The same whenever this event is told again, another for every other.
    const key = [name, data.id ?? ids[0], metadata?.eventGroupId ?? crypto.randomUUID()].join(":")
    await send(address, secret, crypto.createHash("sha256").update(key).digest("hex"), { event: name, order_ids: ids })
  } catch (error) {
    // The shop goes on whatever becomes of this; the desk also asks by itself, a little later.
    logger.warn(`Muhatap was not told of ${name}: ${error.message}`)
  }
}

async function ordersOf(name, data, query) {
  if (data.order_id) return [data.order_id]
  if (name.startsWith("order.")) return data.id ? [data.id] : []
  if (name.startsWith("payment.")) {
    const { data: found } = await query.graph({
      entity: "payment",
      fields: ["payment_collection.order.id"],
      filters: { id: data.id },
    })
    return found.map((each) => each.payment_collection?.order?.id).filter(Boolean)
  }
  const { data: found } = await query.graph({ entity: "fulfillment", fields: ["order.id"], filters: { id: data.id } })
  return found.map((each) => each.order?.id).filter(Boolean)
}

async function send(address, secret, id, told) {
  const body = JSON.stringify(told)
  let problem
  for (const pause of PAUSES) {
    await new Promise((go) => setTimeout(go, pause))
    try {
      const answer = await fetch(address, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", ...signed(secret, id, body) },
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      })
      if (answer.ok) return
      problem = new Error(`HTTP ${answer.status}`)
    } catch (error) {
      problem = error
    }
  }
  throw problem
}

function signed(secret, id, body) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const signature = crypto.createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` }
}

module.exports = {
  __esModule: true,
  default: tell,
  config: {
    context: { subscriberId: "muhatap" },
    event: [
      "order.placed",
      "order.updated",
      "order.canceled",
      "order.completed",
      "order.archived",
      "order.fulfillment_created",
      "order.fulfillment_canceled",
      "order.return_requested",
      "order.return_received",
      "order.claim_created",
      "order.exchange_created",
      "order-edit.confirmed",
      "payment.captured",
      "payment.refunded",
      "shipment.created",
      "delivery.created",
    ],
  },
}
