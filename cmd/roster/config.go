package main

import "time"

// Config is every setting there is. The struct is the documentation: the table
// of `roster help config` and of the README is printed from its tags.
//
//	env         the variable; secrets can be given as <name>_FILE instead, the
//	            path of a file that holds the value
//	envDefault  the value when the variable is empty or absent
//	need        "yes" when `serve` cannot do without it
//	secret      "yes" when it must never be printed
//	desc        what it is, for people
type Config struct {
	LogtoEndpoint           string `env:"LOGTO_ENDPOINT" need:"yes" desc:"Address of Logto, as browsers reach it, for example https://auth.example.com"`
	LogtoAppID              string `env:"LOGTO_APP_ID" need:"yes" desc:"Id of the portal's \"Traditional web\" application in Logto"`
	LogtoAppSecret          string `env:"LOGTO_APP_SECRET" need:"yes" secret:"yes" desc:"Secret of that application"`
	LogtoM2MAppID           string `env:"LOGTO_M2M_APP_ID" need:"yes" desc:"Id of the portal's \"Machine-to-machine\" application in Logto, which has the role \"Logto Management API access\""`
	LogtoM2MAppSecret       string `env:"LOGTO_M2M_APP_SECRET" need:"yes" secret:"yes" desc:"Secret of that application"`
	LogtoManagementResource string `env:"LOGTO_MANAGEMENT_RESOURCE" desc:"Indicator of Logto's Management API. When empty: https://TENANT.logto.app/api for an endpoint under logto.app, else https://default.logto.app/api"`
	LogtoWebhookSecret      string `env:"LOGTO_WEBHOOK_SECRET" secret:"yes" desc:"Signing keys of Logto's webhooks to the portal, separated by commas. Written by roster setup --webhook, compared by roster doctor. A webhook that the page Webhooks registers needs none: the portal reads its key from Logto"`

	URL         string `env:"ROSTER_URL" envDefault:"http://localhost:8080" desc:"Address of the portal, as browsers reach it: scheme, host and port. http only on a loopback address"`
	Listen      string `env:"ROSTER_LISTEN" envDefault:"127.0.0.1:8080" desc:"Address and port to listen on"`
	DatabaseURL string `env:"ROSTER_DATABASE_URL" envDefault:"sqlite:roster.db" secret:"yes" desc:"The portal's own database: sqlite:<path> or postgres://…"`

	SessionKey         string        `env:"ROSTER_SESSION_KEY" need:"yes" secret:"yes" desc:"At least 32 random characters; protects sessions. A new one signs everybody out. Make one with: openssl rand -base64 32"`
	SessionIdleTimeout time.Duration `env:"ROSTER_SESSION_IDLE_TIMEOUT" envDefault:"30m" desc:"A session ends when it was not used for so long"`
	SessionMaxAge      time.Duration `env:"ROSTER_SESSION_MAX_AGE" envDefault:"12h" desc:"A session ends after so long, used or not"`
	AuditKey           string        `env:"ROSTER_AUDIT_KEY" secret:"yes" desc:"At least 32 random characters; chains and seals the audit trail, so keep it as long as the trail. When empty it is derived (HKDF) from ROSTER_SESSION_KEY; when that is to change, put its old value here"`
	RetainAudit        time.Duration `env:"ROSTER_RETAIN_AUDIT" envDefault:"0" desc:"Entries of the audit trail that are older are removed, daily; what is left still verifies. 0 keeps them for ever, else at least 720h"`
	AuditShip          string        `env:"ROSTER_AUDIT_SHIP" desc:"stdout: every entry of the audit trail is also written to standard output, one line of JSON each, without personal values. When empty it is not"`

	WebhookURL    string `env:"ROSTER_WEBHOOK_URL" desc:"Address at which Logto's host reaches the portal's receiver of webhooks, for example http://roster:8080/webhooks/logto. When empty: ROSTER_URL and /webhooks/logto"`
	Resource      string `env:"ROSTER_RESOURCE" envDefault:"https://roster/api" desc:"Indicator of the portal's API resource in Logto, whose scopes are the portal's capabilities. A name, not an address"`
	DefaultRegion string `env:"ROSTER_DEFAULT_REGION" envDefault:"KR" desc:"Country (ISO 3166, two letters) of phone numbers that are typed without one"`
	PictureHosts  string `env:"ROSTER_PICTURE_HOSTS" desc:"Hosts of avatars that may have private addresses, separated by commas: host, or host:port. Pictures are fetched from the public internet and from Logto's own address in any case"`
	ShowAccess    bool   `env:"ROSTER_SHOW_ACCESS" envDefault:"false" desc:"Show people on My data who of the staff looked at their account or changed it, when, and the reason that was typed. Looking is then recorded in the audit trail"`

	SMTPURL        string        `env:"ROSTER_SMTP_URL" secret:"yes" desc:"Mail server for invitations and links for a new password: smtp://user:password@host:587, which goes over to TLS before anything is told, or smtps://user:password@host:465. Only a server on localhost may do without TLS. When empty the portal sends no mail"`
	MailFrom       string        `env:"ROSTER_MAIL_FROM" desc:"Who those mails are from: an address, or a name and behind it the address in angle brackets. The name is what the mails call the portal. Needed with ROSTER_SMTP_URL"`
	InviteLifetime time.Duration `env:"ROSTER_INVITE_LIFETIME" envDefault:"168h" desc:"An invitation can be used for so long: 5m to 720h"`
	ResetLifetime  time.Duration `env:"ROSTER_RESET_LIFETIME" envDefault:"24h" desc:"A link for a new password can be used for so long: 5m to 720h"`

	RetainSignIns  time.Duration `env:"ROSTER_RETAIN_SIGN_INS" envDefault:"2160h" desc:"Webhook events of people who signed in, registered or reset their password are kept for so long: at least 24h"`
	RetainChanges  time.Duration `env:"ROSTER_RETAIN_CHANGES" envDefault:"8760h" desc:"Webhook events of changes in the tenant are kept for so long: at least 24h"`
	RetainSecurity time.Duration `env:"ROSTER_RETAIN_SECURITY" envDefault:"8760h" desc:"Webhook events of lockouts and limits are kept for so long: at least 24h. Events that are older than 720h, or than their kind is kept, are not taken in"`

	LogLevel      string `env:"ROSTER_LOG_LEVEL" envDefault:"info" desc:"debug, info, warn or error"`
	LogFormat     string `env:"ROSTER_LOG_FORMAT" envDefault:"text" desc:"text or json; the log goes to standard error"`
	MetricsListen string `env:"ROSTER_METRICS_LISTEN" desc:"Address and port for Prometheus metrics at /metrics. When empty there are none"`
}
