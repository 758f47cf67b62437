// A small shop as its owner would configure it. `node shop.js populate` fills an empty database and ends;
// `node shop.js` serves it. Everything comes from the environment: see ../vendure.py.
const path = require('path');
const {
    bootstrap, ChannelService, DefaultLogger, defaultConfig, defaultShippingCalculator,
    defaultShippingEligibilityChecker, LanguageCode, LogLevel, manualFulfillmentHandler, mergeConfig,
    PaymentMethodHandler, RequestContextService,
} = require('@vendure/core');
const { importProductsFromCsv, populateInitialData } = require('@vendure/core/cli');

const { env } = process;
const isPopulating = process.argv[2] === 'populate';

const words = text => [{ languageCode: LanguageCode.en, value: text }];

// Takes the money at once, and gives it back as `refund` says: Settled, Failed, Pending (of which Vendure 3.7.3 makes an
// error after it has written the refund down); without it, somebody sends it by hand and confirms it later.
const paid = (code, refund) =>
    new PaymentMethodHandler({
        code,
        description: words(code),
        args: {},
        createPayment: (ctx, order, amount) => ({ amount, state: 'Settled', transactionId: `t-${Date.now()}`, metadata: {} }),
        settlePayment: () => ({ success: true }),
        ...(refund && { createRefund: () => ({ state: refund, transactionId: `r-${Date.now()}`, metadata: {} }) }),
    });
const reserved = new PaymentMethodHandler({
    code: 'reserved',
    description: words('reserved'),
    args: {},
    createPayment: (ctx, order, amount) => ({ amount, state: 'Authorized', transactionId: `t-${Date.now()}`, metadata: {} }),
    settlePayment: () => ({ success: true }),
    cancelPayment: () => ({ success: true }),
});
const handlers = [paid('card', 'Settled'), paid('transfer'), paid('late', 'Pending'), paid('broken', 'Failed'), reserved];

function plugins() {
    if (isPopulating || !env.PLUGIN) return [];
    const { MuhatapPlugin } = require(path.resolve(env.PLUGIN));
    return [MuhatapPlugin.init({ address: env.WEBHOOK_ADDRESS, secret: env.WEBHOOK_SECRET })];
}

const config = mergeConfig(defaultConfig, {
    apiOptions: { hostname: '127.0.0.1', port: Number(env.PORT), adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
    authOptions: {
        tokenMethod: ['bearer', 'api-key'],
        requireVerification: false,
        superadminCredentials: { identifier: env.SUPERADMIN, password: env.SUPERADMIN_PASSWORD },
        cookieOptions: { secret: 'only for tests' },
    },
    dbConnectionOptions: {
        type: 'postgres',
        host: env.DB_HOST,
        username: env.DB_USER,
        database: env.DB_NAME,
        synchronize: isPopulating,
        logging: false,
        extra: { max: 6 },
    },
    paymentOptions: { paymentMethodHandlers: handlers },
    shippingOptions: {
        fulfillmentHandlers: [manualFulfillmentHandler],
        shippingEligibilityCheckers: [defaultShippingEligibilityChecker],
        shippingCalculators: [defaultShippingCalculator],
    },
    logger: new DefaultLogger({ level: isPopulating ? LogLevel.Warn : LogLevel.Error }),
    plugins: plugins(),
});

const initialData = {
    defaultLanguage: LanguageCode.en,
    defaultZone: 'Türkiye',
    countries: [{ code: 'TR', name: 'Türkiye', zone: 'Türkiye' }],
    taxRates: [{ name: 'KDV', percentage: 20 }],
    shippingMethods: [{ name: 'Kargo', price: 4990, taxRate: 0 }],
    paymentMethods: handlers.map(({ code }) => ({ name: code, handler: { code, arguments: [] } })),
    collections: [],
    roles: [
        { code: 'reader', description: 'Reads orders', permissions: ['Authenticated', 'ReadOrder'] },
    ],
};

async function main() {
    if (!isPopulating) {
        await bootstrap(config);
        return;
    }
    const csv = path.join(__dirname, 'products.csv');
    const app = await bootstrap(config);
    await populateInitialData(app, initialData);
    // Before the products, whose prices are those of a currency.
    const ctx = await app.get(RequestContextService).create({ apiType: 'admin' });
    await app.get(ChannelService).update(ctx, {
        id: ctx.channelId, defaultCurrencyCode: 'TRY', availableCurrencyCodes: ['TRY'], pricesIncludeTax: true,
    });
    await importProductsFromCsv(app, csv, LanguageCode.en);
    await app.close();
    process.exit(0);
}

main().catch(error => {
    console.error(error);
    process.exit(1);
});
