package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// requiredTemplates are the uses that a mail connector must have a template for.
var requiredTemplates = []string{"Register", "SignIn", "ForgotPassword", "Generic"}

// templatesSchema is a list of templates in which every required use occurs.
type templatesSchema struct{ of arraySchema }

func (t templatesSchema) check(v any, at path, r *report) (any, verdict) {
	out, got := t.of.check(v, at, r)
	if got == aborted {
		return out, got
	}
	var uses []string
	for _, one := range out.([]any) {
		uses = append(uses, one.(object).str("usageType"))
	}
	missing := without(requiredTemplates, uses)
	if len(missing) == 0 {
		return out, got
	}
	r.add("custom", at, "Template with UsageType ("+strings.Join(missing, ", ")+") should be provided!", nil)
	return out, dirty
}

// smtpConfigSchema is what an SMTP connector asks for, in the order in which it complains. The options are those of
// the mailer Logto uses (https://nodemailer.com/smtp/).
func smtpConfigSchema() objectSchema {
	text, yes, number := opt(str()), opt(boolean()), opt(num())
	return obj(
		key{"host", str()}, key{"port", num()}, key{"auth", smtpAuthSchema()}, key{"fromEmail", str()}, key{"replyTo", text},
		key{"templates", templatesSchema{arr(obj(
			key{"usageType", str()}, key{"contentType", enum("text/plain", "text/html")},
			key{"subject", str()}, key{"content", str()},
		))}},
		key{"logger", yes}, key{"debug", yes}, key{"disableFileAccess", yes}, key{"disableUrlAccess", yes},
		key{"name", text}, key{"localAddress", text},
		key{"connectionTimeout", number}, key{"greetingTimeout", number}, key{"socketTimeout", number}, key{"dnsTimeout", number},
		key{"secure", yes}, key{"tls", opt(union(jsonObject(), jsonObject()))}, key{"servername", text},
		key{"ignoreTLS", yes}, key{"requireTLS", yes}, key{"customHeaders", opt(mapOf(str()))},
	)
}

// smtpAuthSchema is user and password, or one of two ways of OAuth 2.
func smtpAuthSchema() schema {
	oauth := opt(enum("oauth2", "OAuth2", "OAUTH2"))
	login := obj(key{"user", str()}, key{"pass", str()}, key{"type", opt(enum("login", "Login", "LOGIN"))})
	withKey := obj(
		key{"type", oauth}, key{"user", str()},
		key{"privateKey", union(str(), obj(key{"key", str()}, key{"passphrase", str()}))}, key{"serviceClient", str()},
	)
	text := opt(str()) // an empty object is a valid way to sign in, which is how one gets stored and then refused
	withToken := obj(
		key{"type", oauth}, key{"user", text}, key{"clientId", text}, key{"clientSecret", text},
		key{"refreshToken", text}, key{"accessToken", text}, key{"expires", opt(num())}, key{"accessUrl", text},
	)
	return union(union(login, withKey), withToken)
}

// smtpConfig is a configuration that passed.
type smtpConfig struct{ object }

// checkConfig tells whether a configuration is what an SMTP connector asks for.
func checkConfig(config map[string]any) (smtpConfig, error) {
	rep := &report{}
	value, got := smtpConfigSchema().check(config, nil, rep)
	if got != valid {
		return smtpConfig{}, fail(http.StatusBadRequest, "connector.invalid_config").withData(rep.zodError()).withDetails(rep.details())
	}
	return smtpConfig{value.(object)}, nil
}

// template is the one for a use, or 500 connector.template_not_found.
func (c smtpConfig) template(use string) (object, error) {
	list, _ := c.object["templates"].([]any)
	i := slices.IndexFunc(list, func(one any) bool { return one.(object).str("usageType") == use })
	if i < 0 {
		return nil, fail(http.StatusInternalServerError, "connector.template_not_found").
			withData(map[string]any{"message": "Template not found for type: " + use})
	}
	return list[i].(object), nil
}
