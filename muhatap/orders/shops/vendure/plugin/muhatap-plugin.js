/**
 * Tells Muhatap which orders changed. Copy this file into your Vendure project and add to the plugins of its config:
 *
 *     MuhatapPlugin.init({ address: 'https://desk.example/orders/…', secret: 'whsec_…' })
 *
 * A message holds ids only, {"type": …, "orders": [{"id": …}]}, signed as Standard Webhooks says. Muhatap reads the
 * orders itself. A message that is not accepted is sent twice more; what is lost then, Muhatap finds when it next asks
 * for changes: the plugin also moves `updatedAt` of the order, which Vendure leaves alone at refunds and notes.
 */
const { createHmac, randomUUID } = require('node:crypto');
const {
    EventBus, FulfillmentEvent, FulfillmentStateTransitionEvent, HistoryEntryEvent, Logger, Order, OrderPlacedEvent,
    OrderStateTransitionEvent, PaymentStateTransitionEvent, PluginCommonModule, RefundEvent,
    RefundStateTransitionEvent, TransactionalConnection, VendurePlugin,
} = require('@vendure/core');

const PAUSES = [2_000, 30_000];
const PATIENCE = 10_000;
// Several events of one request become one message.
const GATHERING = 200;

const options = { address: '', secret: '' };

const EVENTS = [
    [OrderPlacedEvent, 'order.placed', event => [event.order]],
    [OrderStateTransitionEvent, 'order.changed', event => [event.order]],
    [PaymentStateTransitionEvent, 'payment.changed', event => [event.order]],
    [FulfillmentEvent, 'parcel.made', event => [event.order]],
    [FulfillmentStateTransitionEvent, 'parcel.changed', event => event.fulfillment.orders ?? []],
    [RefundEvent, 'refund.made', event => [event.order]],
    [RefundStateTransitionEvent, 'refund.changed', event => [event.order]],
    [HistoryEntryEvent, 'order.noted', event => (event.entity.order ? [event.entity.order] : [])],
];

class MuhatapPlugin {
    constructor(eventBus, connection) {
        this.eventBus = eventBus;
        this.connection = connection;
        this.waiting = new Map();
    }

    static init({ address, secret }) {
        Object.assign(options, { address, secret });
        return MuhatapPlugin;
    }

    onApplicationBootstrap() {
        for (const [event, type, ordersOf] of EVENTS) {
            this.eventBus.ofType(event).subscribe(each => {
                for (const order of ordersOf(each)) if (order?.id) this.gather(String(order.id), type);
            });
        }
    }

    gather(id, type) {
        if (this.waiting.has(id)) return;
        this.waiting.set(id, type);
        setTimeout(() => this.tell(id).catch(error => Logger.error(error.message, 'Muhatap')), GATHERING);
    }

    async tell(id) {
        const type = this.waiting.get(id);
        this.waiting.delete(id);
        await this.connection.rawConnection.getRepository(Order).update(id, { updatedAt: new Date() });
        const body = JSON.stringify({ type, orders: [{ id }] });
        const uid = randomUUID();
        for (const pause of [...PAUSES, null]) {
            if (await send(uid, body)) return;
            if (pause) await new Promise(done => setTimeout(done, pause));
        }
        Logger.warn(`${type} of order ${id} could not be told`, 'Muhatap');
    }
}

async function send(uid, body) {
    const timestamp = Math.floor(Date.now() / 1000);
    const key = Buffer.from(options.secret.replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', key).update(`${uid}.${timestamp}.${body}`).digest('base64');
    try {
        const answer = await fetch(options.address, {
            method: 'POST',
            body,
            headers: {
                'Content-Type': 'application/json',
                'webhook-id': uid,
                'webhook-timestamp': String(timestamp),
                'webhook-signature': `v1,${signature}`,
            },
            redirect: 'error',
            signal: AbortSignal.timeout(PATIENCE),
        });
        await answer.arrayBuffer();
        return answer.ok;
    } catch {
        return false;
    }
}

// What decorators would do in TypeScript.
Reflect.defineMetadata('design:paramtypes', [EventBus, TransactionalConnection], MuhatapPlugin);
VendurePlugin({ imports: [PluginCommonModule], compatibility: '^3.0.0' })(MuhatapPlugin);

module.exports = { MuhatapPlugin };
