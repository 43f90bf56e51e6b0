package main

import (
	"net/url"
	"strings"

	"roster/apiclient"
	"roster/views/paths"
)

// checkWebhookURL says what keeps raw from being an address that Logto can deliver to.
func checkWebhookURL(raw string) string {
	if raw == "" {
		return ""
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return "must be an address such as http://roster:8080/webhooks/logto."
	case u.User != nil || u.Fragment != "":
		return "must have no user and no fragment: Logto does not deliver to such an address."
	}
	return ""
}

// webhookURL is where Logto delivers to.
func (c *Config) webhookURL() string {
	if c.WebhookURL != "" {
		return c.WebhookURL
	}
	return strings.TrimRight(c.URL, "/") + paths.WebhookReceiver()
}

// webhookKeys are the keys of LOGTO_WEBHOOK_SECRET.
func (c *Config) webhookKeys() []apiclient.Secret {
	var keys []apiclient.Secret
	for key := range strings.SplitSeq(c.LogtoWebhookSecret, ",") {
		if key = strings.TrimSpace(key); key != "" {
			keys = append(keys, apiclient.Secret(key))
		}
	}
	return keys
}
