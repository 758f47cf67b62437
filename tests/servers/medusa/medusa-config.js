const { defineConfig } = require("@medusajs/framework/utils")

// Everything that Medusa can keep in memory (events, cache, locks) it keeps there; there is no Redis.
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { ssl: false, connection: { ssl: false } },
    http: {
      storeCors: "",
      adminCors: "",
      authCors: "",
      jwtSecret: "only for tests",
      cookieSecret: "only for tests",
    },
  },
  admin: { disable: true },
})
