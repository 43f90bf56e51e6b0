package main

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// minKeyLength is how many characters a key must have at least: 32 characters
// of base64 carry 192 bits.
const minKeyLength = 32

// check finds what is wrong with the values that are set. Of a setting that
// problems already names nothing more is said.
func (c *Config) check(known []problem) []problem {
	var found []problem
	say := func(name, text string) {
		if text != "" && !complained(known, name) {
			found = append(found, problem{name, text})
		}
	}
	say("LOGTO_ENDPOINT", checkOrigin(c.LogtoEndpoint, false))
	say("LOGTO_MANAGEMENT_RESOURCE", checkIndicator(c.LogtoManagementResource))
	say("ROSTER_URL", checkOrigin(c.URL, true))
	say("ROSTER_LISTEN", checkListen(c.Listen))
	say("ROSTER_DATABASE_URL", checkDatabase(c.DatabaseURL))
	say("ROSTER_SESSION_KEY", checkKey(c.SessionKey))
	say("ROSTER_SESSION_IDLE_TIMEOUT", checkTimeout(c.SessionIdleTimeout))
	say("ROSTER_SESSION_MAX_AGE", checkTimeout(c.SessionMaxAge))
	if c.SessionIdleTimeout > c.SessionMaxAge && !complained(known, "ROSTER_SESSION_MAX_AGE") {
		say("ROSTER_SESSION_IDLE_TIMEOUT", "is longer than ROSTER_SESSION_MAX_AGE.")
	}
	say("ROSTER_AUDIT_KEY", checkKey(c.AuditKey))
	say("ROSTER_WEBHOOK_URL", checkWebhookURL(c.WebhookURL))
	say("ROSTER_RETAIN_AUDIT", checkRetention(c.RetainAudit))
	if c.AuditShip != "" && c.AuditShip != "stdout" {
		say("ROSTER_AUDIT_SHIP", fmt.Sprintf("is %q: write stdout, or nothing.", c.AuditShip))
	}
	say("ROSTER_RESOURCE", checkIndicator(c.Resource))
	say("ROSTER_DEFAULT_REGION", checkRegion(c.DefaultRegion))
	say("ROSTER_PICTURE_HOSTS", checkHosts(c.PictureHosts))
	say("ROSTER_SMTP_URL", c.checkMailer("URL"))
	say("ROSTER_MAIL_FROM", c.checkMailer("From"))
	say("ROSTER_INVITE_LIFETIME", checkLinkLifetime(c.InviteLifetime))
	say("ROSTER_RESET_LIFETIME", checkLinkLifetime(c.ResetLifetime))
	say("ROSTER_RETAIN_SIGN_INS", checkEventRetention(c.RetainSignIns))
	say("ROSTER_RETAIN_CHANGES", checkEventRetention(c.RetainChanges))
	say("ROSTER_RETAIN_SECURITY", checkEventRetention(c.RetainSecurity))
	if _, ok := logLevels[c.LogLevel]; !ok {
		say("ROSTER_LOG_LEVEL", fmt.Sprintf("is %q: write debug, info, warn or error.", c.LogLevel))
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		say("ROSTER_LOG_FORMAT", fmt.Sprintf("is %q: write text or json.", c.LogFormat))
	}
	if c.MetricsListen != "" {
		say("ROSTER_METRICS_LISTEN", checkListen(c.MetricsListen))
	}
	return found
}

var logLevels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// checkOrigin says what keeps raw from being scheme://host[:port]. Nothing is
// said about the empty string. With tls, http is for loopback only: the session
// cookie would cross the network readable.
func checkOrigin(raw string, tls bool) string {
	if raw == "" {
		return ""
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return "must be an address such as https://people.example.com."
	case u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return "must be scheme, host and port only, without user, path, query or fragment."
	case tls && u.Scheme == "http" && !isLoopback(u.Hostname()):
		return fmt.Sprintf("is http on %s: session cookies would cross the network readable, so http is only accepted on localhost and 127.0.0.1. Use https.", u.Hostname())
	}
	return ""
}

// isLoopback reports whether host can only mean this computer.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// checkIndicator: RFC 8707, section 2: an absolute URI without fragment.
func checkIndicator(raw string) string {
	if raw == "" {
		return ""
	}
	if u, err := url.Parse(raw); err != nil || !u.IsAbs() || strings.Contains(raw, "#") {
		return "must be an absolute URI such as https://roster/api, without fragment."
	}
	return ""
}

// hostOf is the host of an address that was checked.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func checkListen(addr string) string {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Sprintf("is %q: write address and port, for example 127.0.0.1:8080 or :8080.", addr)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return fmt.Sprintf("has the port %q, which is no port: write a number up to 65535.", port)
	}
	return ""
}

// checkDatabase does not repeat the value: it may hold a password.
func checkDatabase(raw string) string {
	for _, prefix := range []string{"sqlite:", "postgres://", "postgresql://"} {
		if rest, ok := strings.CutPrefix(raw, prefix); ok && rest != "" {
			return ""
		}
	}
	return "must be sqlite:<path> or postgres://user:password@host/database."
}

func checkKey(key string) string {
	if key != "" && len(key) < minKeyLength {
		return fmt.Sprintf("has %d characters and needs at least %d: make one with openssl rand -base64 32.", len(key), minKeyLength)
	}
	return ""
}

func checkTimeout(d time.Duration) string {
	if d < time.Minute {
		return "must be at least 1m."
	}
	return ""
}

var regionForm = regexp.MustCompile(`^[A-Z]{2}$`)

func checkRegion(region string) string {
	if !regionForm.MatchString(region) {
		return fmt.Sprintf("is %q: write two capital letters, for example KR or DE.", region)
	}
	return ""
}

// managementResource is the indicator of Logto's Management API: the one that
// is set, else Logto Cloud's form for a tenant under logto.app, else the fixed
// one of a self-hosted Logto.
func (c *Config) managementResource() string {
	if c.LogtoManagementResource != "" {
		return c.LogtoManagementResource
	}
	if u, err := url.Parse(c.LogtoEndpoint); err == nil {
		if tenant, ok := strings.CutSuffix(u.Hostname(), ".logto.app"); ok {
			return "https://" + tenant + ".logto.app/api"
		}
	}
	return "https://default.logto.app/api"
}

// key derives an independent 32-byte key for one purpose from the session key
// (RFC 5869), so that one secret to keep is enough.
func (c *Config) key(purpose string) []byte {
	return deriveKey(c.SessionKey, purpose)
}

// auditKey is the key of the audit trail. A key of its own is derived as well,
// so that it always has the same length.
func (c *Config) auditKey() []byte {
	if c.AuditKey != "" {
		return deriveKey(c.AuditKey, "roster audit")
	}
	return c.key("roster audit")
}

func deriveKey(secret, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, purpose, sha256.Size)
	if err != nil {
		panic(err) // only for lengths beyond 255 hashes, or FIPS mode with an empty secret
	}
	return key
}

// checkEventRetention: events must outlive an outage of a day, or back-filling would find none.
func checkEventRetention(d time.Duration) string {
	if d < 24*time.Hour {
		return "is less than 24h."
	}
	return ""
}
