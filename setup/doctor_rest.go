package setup

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"roster/apiclient"
)

func (d *doctor) accountCenter(ctx context.Context) {
	have, err := d.client.AccountCenter.Get(ctx)
	switch {
	case missingRoute(err):
		d.skip(LineAccountCenter)
	case err != nil:
		d.problem(LineAccountCenter, err.Error(), again)
	case !have.Enabled:
		d.note(LineAccountCenter, "the account center is off: people cannot edit their own account", "roster setup --account-center")
	default:
		d.ok(LineAccountCenter, "the account center is on")
	}
}

// webhook compares the signing key with those of LOGTO_WEBHOOK_SECRET and asks the
// address. Of a webhook to the portal's own address the portal reads the key from Logto.
func (d *doctor) webhook(ctx context.Context) {
	var hook *apiclient.Hook
	for have, err := range d.client.Hooks.All(ctx) {
		if err != nil {
			d.problem(LineWebhook, err.Error(), again)
			return
		}
		if d.verifiable(have) || hook == nil && have.Name == webhookName {
			hook = &have
		}
	}
	const fix = "roster setup --webhook ADDRESS, with the portal's address as Logto's host reaches it"
	switch {
	case hook == nil && len(d.checks.WebhookKeys) == 0:
		d.note(LineWebhook, "there is no webhook: the portal does not hear of what happens in Logto", fix)
	case hook == nil:
		d.problem(LineWebhook, "LOGTO_WEBHOOK_SECRET is the key of no webhook there is", fix)
	case !d.verifiable(*hook):
		d.problem(LineWebhook, "LOGTO_WEBHOOK_SECRET is not the webhook's signing key, so that every event would be refused", "Copy it from Console > Webhooks > "+hook.Name+" > Settings, or run roster setup --webhook ADDRESS")
	case !hook.Enabled:
		d.problem(LineWebhook, "the webhook is switched off", "Console > Webhooks > "+hook.Name+": reactivate it, or "+fix)
	default:
		d.reach(ctx, hook)
	}
}

// verifiable tells whether the portal knows, or reads from Logto, the key of a webhook.
func (d *doctor) verifiable(hook apiclient.Hook) bool {
	there := d.checks.WebhookURL != "" && strings.TrimRight(hook.Config.URL, "/") == strings.TrimRight(d.checks.WebhookURL, "/")
	return there || slices.Contains(d.checks.WebhookKeys, hook.SigningKey)
}

// reach asks the webhook's address for anything at all. It is asked from here,
// which may be another network than Logto's.
func (d *doctor) reach(ctx context.Context, hook *apiclient.Hook) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	u, err := url.Parse(hook.Config.URL)
	if err != nil || u.Host == "" {
		d.problem(LineWebhook, "the webhook's address is none", "roster setup --webhook ADDRESS")
		return
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err == nil {
		var answer *http.Response
		if answer, err = http.DefaultClient.Do(r); err == nil {
			_ = answer.Body.Close()
		}
	}
	if err != nil {
		d.note(LineWebhook, "nothing answers at the webhook's address "+u.Host+" from here", "Start the portal, and see that Logto's host reaches that address (it need not be this computer that does)")
		return
	}
	if !slices.Contains(d.checks.WebhookKeys, hook.SigningKey) {
		d.ok(LineWebhook, "the webhook to %s is on, the portal reads its key from Logto", u.Host)
		return
	}
	d.ok(LineWebhook, "the webhook to %s is on, its key is in LOGTO_WEBHOOK_SECRET", u.Host)
}

// mailServer reads the sender, then connects and waits for a greeting (RFC 5321,
// 4.2): no mail is sent.
func (d *doctor) mailServer(ctx context.Context) {
	raw := d.checks.MailServer.Reveal()
	if raw == "" {
		d.note(LineMailServer, "ROSTER_SMTP_URL is not set: the portal sends no mail", "Set it to smtp://user:password@host:587 or smtps://user:password@host:465")
		return
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		d.problem(LineMailServer, "ROSTER_SMTP_URL is no address of a mail server", "Write smtp://user:password@host:587 or smtps://user:password@host:465")
		return
	}
	if _, err := mail.ParseAddress(d.checks.MailFrom); err != nil {
		d.problem(LineMailServer, "ROSTER_MAIL_FROM is no address: mails would have no sender", "Write people@example.com or Example People <people@example.com>, an address that "+u.Hostname()+" may send from")
		return
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"smtp": "587", "smtps": "465"}[u.Scheme]
	}
	if err := greet(ctx, u, port); err != nil {
		d.problem(LineMailServer, u.Hostname()+" does not greet as a mail server on port "+port, "Look at host, port and scheme in ROSTER_SMTP_URL: smtps is TLS from the first byte")
		return
	}
	d.ok(LineMailServer, "%s answers on port %s", u.Hostname(), port)
}

func greet(ctx context.Context, u *url.URL, port string) error {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	dial := new(net.Dialer).DialContext
	if u.Scheme == "smtps" {
		dial = (&tls.Dialer{}).DialContext // verifies the name it dials
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(callWithin)) // a real connection takes one
	greeting := make([]byte, 3)
	if _, err := conn.Read(greeting); err != nil {
		return err
	}
	if string(greeting) != "220" {
		return errors.New("another greeting")
	}
	return nil
}

func (d *doctor) connector(ctx context.Context) {
	all, err := d.client.Connectors.List(ctx)
	switch {
	case err != nil:
		d.problem(LineConnector, err.Error(), again)
	case !slices.ContainsFunc(all, func(c apiclient.Connector) bool { return c.Type == apiclient.ConnectorTypeEmail }):
		d.note(LineConnector, "Logto has no e-mail connector: it can send no codes", "Console > Connectors > Email and SMS connectors > Set up")
	default:
		d.ok(LineConnector, "Logto has an e-mail connector")
	}
}

// signUp looks for what Logto's hosted pages will ask of somebody who comes by a
// link: a person without a username is stopped when sign-up demands one.
func (d *doctor) signUp(ctx context.Context) {
	have, err := d.client.SignInExperience.Get(ctx)
	if err != nil {
		d.problem(LineSignUp, err.Error(), again)
		return
	}
	var asked []string
	if slices.Contains(have.SignUp.Identifiers, "username") {
		asked = append(asked, "a username")
	}
	if have.SignUp.Password {
		asked = append(asked, "a password")
	}
	if len(asked) > 0 {
		d.note(LineSignUp, "somebody who comes by a link is asked for "+strings.Join(asked, " and ")+" before they are in", "Console > Sign-in experience > Sign-up and sign-in: choose Email address as sign-up identifier, and no password, if that is not meant")
		return
	}
	d.ok(LineSignUp, "somebody who comes by a link is asked for nothing more")
}

// features asks for what older versions of Logto do not have: they answer 404
// without a code, as for any unknown route.
func (d *doctor) features(ctx context.Context) {
	probes := []struct {
		name string
		ask  func() error
	}{
		{"one-time tokens", func() error { _, err := d.client.OneTimeTokens.List(ctx, "doctor@roster.invalid"); return err }},
		{"the account center", func() error { _, err := d.client.AccountCenter.Get(ctx); return err }},
		{"custom profile fields", func() error { _, err := d.client.ProfileFields.List(ctx); return err }},
		{"ID token settings", func() error { _, err := d.client.Configs.IDToken(ctx); return err }},
	}
	var missing []string
	for _, probe := range probes {
		if missingRoute(probe.ask()) {
			missing = append(missing, probe.name)
		}
	}
	if !d.issuer.BackchannelLogout {
		missing = append(missing, "back-channel logout")
	}
	if len(missing) > 0 {
		d.problem(LineFeatures, "this Logto is too old, it lacks "+strings.Join(missing, ", "), "Upgrade Logto to 1.42")
		return
	}
	d.ok(LineFeatures, "Logto has everything the portal uses")
}

// missingRoute tells an unknown route from an unknown entity, which has a code.
func missingRoute(err error) bool {
	e, ok := errors.AsType[*apiclient.Error](err)
	return ok && e.Status == http.StatusNotFound && e.Code == ""
}
