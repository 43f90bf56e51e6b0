package emulator

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
)

// smtpFactory is the id of the one kind of connector this server has: mail by SMTP.
const smtpFactory = "simple-mail-transfer-protocol"

const smtpFiles = "assets/connectors/smtp/"

// otherFactories are kinds that Logto has and this server does not; asking for one is answered 501, not "unknown".
var otherFactories = []string{
	"alipay-native", "alipay-web", "aliyun-direct-mail", "aliyun-short-message-service", "apple-universal",
	"aws-ses-mail", "azuread-universal", "discord-universal", "facebook-universal", "github-universal",
	"google-universal", "kakao-universal", "logto-email", "mailgun-email", "naver-universal", "oauth2", "oidc",
	"postmark-mail", "sendgrid-email-service", "tencent-short-message-service", "twilio-short-message-service",
	"wechat-native", "wechat-web",
}

// connector is a configured connector. There is one at most: a new mail connector replaces the old one.
type connector struct {
	id          string
	syncProfile bool
	// config is what was sent without what is empty in it, so it may no longer be what the factory asks for.
	config   map[string]any
	metadata map[string]any
}

// smtpMetadata is what the factory says of itself, from the files of Logto's connector package.
var smtpMetadata = readFactory()

func readFactory() map[string]any {
	var all map[string]any
	if err := json.Unmarshal(asset("factory.json"), &all); err != nil {
		panic(fmt.Sprintf("emulator: factory of the SMTP connector: %v", err)) // embedded, so a programming error
	}
	all["logo"] = "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(asset("logo.svg"))
	all["logoDark"], all["platform"] = nil, nil
	all["readme"] = string(asset("README.md"))
	return all
}

func asset(name string) []byte {
	raw, err := assets.ReadFile(smtpFiles + name)
	if err != nil {
		panic(err) // embedded, so a programming error
	}
	return raw
}

func connectorView(c *connector) map[string]any {
	return merged(smtpMetadata, map[string]any{
		"id": c.id, "connectorId": smtpFactory, "syncProfile": c.syncProfile, "enableTokenStorage": false,
		"config": c.config, "metadata": c.metadata, "type": "Email", "isDemo": false, "extraInfo": map[string]any{},
	})
}

func factoryView() map[string]any {
	return merged(smtpMetadata, map[string]any{"id": smtpFactory, "type": "Email", "isDemo": false})
}

// mailConnector is the connector mail goes through, or nil.
func (t *tenant) mailConnector() *connector {
	if rows := t.mgmt.connectors.rows; len(rows) > 0 {
		return rows[len(rows)-1]
	}
	return nil
}

// withoutEmpty drops nulls, empty texts, lists and objects at every depth. Logto stores configurations like this after
// it has checked them, which is how one that passed can be refused at every later use.
func withoutEmpty(v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, false
	case string:
		return v, v != ""
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, item := range v {
			if left, keep := withoutEmpty(item); keep {
				out[name] = left
			}
		}
		return out, len(out) > 0
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			if left, keep := withoutEmpty(item); keep {
				out = append(out, left)
			}
		}
		return out, len(out) > 0
	}
	return v, true
}

// cleaned is an object without what is empty in it, never nil.
func cleaned(o map[string]any) map[string]any {
	left, _ := withoutEmpty(o)
	if out, is := left.(map[string]any); is {
		return out
	}
	return map[string]any{}
}

func knownElsewhere(factory string) bool { return slices.Contains(otherFactories, factory) }
