package paths

// WebhookReceiver is where Logto delivers its webhooks. It stands in the tenant's
// configuration and must not change.
const WebhookReceiver = "/webhooks/logto"
