package emulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// mailConnector is the body of POST /connectors for a mail server on a port of this machine. Every template says its
// use, the code and the link.
func mailConnector(port int) string { return connectorWith(port, `"text/plain"`) }

func connectorWith(port int, contentType string) string {
	var templates []string
	for _, use := range []string{"SignIn", "Register", "ForgotPassword", "Generic", "OrganizationInvitation"} {
		templates = append(templates, fmt.Sprintf(
			`{"usageType":%q,"contentType":%s,"subject":"%s {{who.name}}","content":"%s: {{code}} {{link}}"}`, use, contentType, use, use))
	}
	return fmt.Sprintf(`{"connectorId":"simple-mail-transfer-protocol","config":{"host":"127.0.0.1","port":%d,`+
		`"auth":{"user":"u","pass":"p"},"fromEmail":"Portal <no-reply@x.example>","templates":[%s]}}`, port, strings.Join(templates, ","))
}

// refused sends what must be refused with a status and a code.
func (p *portal) refused(status int, code, method, path, body string) {
	p.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {p.creds.ManagementResource}, "scope": {"all"}}
	req := p.request(http.MethodPost, "/oidc/token", form.Encode(), "application/x-www-form-urlencoded")
	req.SetBasicAuth(p.creds.M2MID, p.creds.M2MSecret)
	_, token := p.send(req)
	req = p.request(method, "/api"+path, body, "application/json")
	req.Header.Set("Authorization", "Bearer "+fmt.Sprint(token["access_token"]))
	if got, answer := p.send(req); got != status || answer["code"] != code {
		p.Errorf("%s %s %s: %d %v, want %d %s", method, path, body, got, answer, status, code)
	}
}

// mailTo is the newest mail to an address.
func (p *portal) mailTo(sink *mailSink, address string) map[string]any {
	p.Helper()
	got, found := sink.newest(address)
	if !found {
		p.Fatal("no mail to " + address)
	}
	read, err := got.read()
	if err != nil {
		p.Fatal(err)
	}
	return read
}

// codeTo is the code in the newest mail to an address.
func (p *portal) codeTo(sink *mailSink, address string) string {
	p.Helper()
	return strings.Fields(p.mailTo(sink, address)["body"].(string))[1]
}

func TestCodes_areVoidAfterTenMinutesTenTriesOrANewerOne(t *testing.T) {
	t.Parallel()
	p, sink := newPortal(t), newMailSink(t)
	p.made("/connectors", mailConnector(sink.port))
	const to = `"email":"who@x.example"`
	send := func() string {
		p.manage(http.MethodPost, "/verification-codes", "{"+to+"}")
		return p.codeTo(sink, "who@x.example")
	}
	verify := func(code string) string { return fmt.Sprintf(`{%s,"verificationCode":%q}`, to, code) }
	const path = "/verification-codes/verify"

	older, newer := send(), send()
	if older != newer {
		p.refused(400, "verification_code.code_mismatch", http.MethodPost, path, verify(older))
	}
	p.manage(http.MethodPost, path, verify(newer))

	late := send()
	p.shift.Add(int64(10*time.Minute + time.Second))
	p.refused(400, "verification_code.expired", http.MethodPost, path, verify(late))

	tried := send()
	for range 10 {
		p.refused(400, "verification_code.code_mismatch", http.MethodPost, path, verify("none"))
	}
	p.refused(400, "verification_code.exceed_max_try", http.MethodPost, path, verify(tried))
}

func TestMessages_areTenToARecipientInTenMinutes(t *testing.T) {
	t.Parallel()
	p, sink := newPortal(t), newMailSink(t)
	p.made("/connectors", mailConnector(sink.port))
	send := func(address string) {
		p.manage(http.MethodPost, "/verification-codes", fmt.Sprintf(`{"email":%q}`, address))
	}
	for range 10 {
		send("many@x.example")
	}
	kept := p.codeTo(sink, "many@x.example")
	p.refused(429, "request.message_rate_limited", http.MethodPost, "/verification-codes", `{"email":"MANY@x.example"}`)
	send("other@x.example")
	// The refused request has not made the last code void.
	p.manage(http.MethodPost, "/verification-codes/verify", fmt.Sprintf(`{"email":"many@x.example","verificationCode":%q}`, kept))
	org := p.made("/organizations", `{"name":"o"}`)
	p.made("/organization-invitations", invitation(org, "many@x.example", `{"link":"L"}`)) // counted apart
	p.shift.Add(int64(10*time.Minute + time.Second))
	send("many@x.example")
}

// invitation is the body of POST /organization-invitations; without a payload nothing is sent.
func invitation(org, invitee, payload string) string {
	return fmt.Sprintf(`{"organizationId":%q,"invitee":%q,"expiresAt":9e12,"messagePayload":%s}`, org, invitee, payload)
}

func TestInvitation_isNotMadeWhenItsMailFails(t *testing.T) {
	t.Parallel()
	p, sink := newPortal(t), newMailSink(t)
	org := p.made("/organizations", `{"name":"o"}`)
	body := invitation(org, "a@x.example", `{"link":"L"}`)
	p.refused(501, "connector.not_found", http.MethodPost, "/organization-invitations", body)
	p.made("/connectors", mailConnector(1)) // nobody listens there
	p.refused(400, "connector.general", http.MethodPost, "/organization-invitations", body)
	if list := p.manage(http.MethodGet, "/organization-invitations", "").([]any); len(list) != 0 {
		t.Errorf("invited all the same: %v", list)
	}
	p.made("/connectors", mailConnector(sink.port))
	p.made("/organization-invitations", body)
	if got := p.mailTo(sink, "a@x.example")["body"]; got != "OrganizationInvitation: {{code}} L" {
		t.Errorf("mail says %q", got)
	}
}

func TestMail_keepsWhatVariablesSayOutOfItsHeaders(t *testing.T) {
	t.Parallel()
	p, sink := newPortal(t), newMailSink(t)
	p.made("/connectors", connectorWith(sink.port, `"text/html"`))
	org := p.made("/organizations", `{"name":"o"}`)
	p.made("/organization-invitations", invitation(org, "a@x.example", `{"link":"<b>한</b>\r\n.\r\nQUIT","who":{"name":"김\r\nBcc: evil@x.example"}}`))
	got := p.mailTo(sink, "a@x.example")
	if got["contentType"] != "text/html" || got["from"] != "Portal <no-reply@x.example>" {
		t.Errorf("type %v, from %v", got["contentType"], got["from"])
	}
	if body := got["body"].(string); !strings.HasSuffix(body, "<b>한</b>\r\n.\r\nQUIT") {
		t.Errorf("body %q", body)
	}
	if subject := got["subject"].(string); !strings.Contains(subject, "김") || !strings.Contains(subject, "Bcc: evil") {
		t.Errorf("subject %q: the name belongs into it, on one line", subject)
	}
	if to := got["envelopeTo"].([]any); len(to) != 1 {
		t.Errorf("sent to %v", to)
	}
}

func TestConnector_staysWhileExpiredPasswordsNeedIt(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	id := p.made("/connectors", mailConnector(9))
	p.refused(422, "sign_in_experiences.password_expiration_requires_forgot_password", http.MethodPatch, "/sign-in-exp", `{"passwordExpiration":{"enabled":true,"validPeriodDays":9}}`)
	p.manage(http.MethodPatch, "/sign-in-exp", `{"forgotPasswordMethods":["EmailVerificationCode"],"passwordExpiration":{"enabled":true,"validPeriodDays":9}}`)
	p.refused(422, "sign_in_experiences.password_expiration_requires_forgot_password", http.MethodDelete, "/connectors/"+id, "")
	p.manage(http.MethodPatch, "/sign-in-exp", `{"passwordExpiration":{"enabled":false}}`)
	p.manage(http.MethodDelete, "/connectors/"+id, "")
	p.refused(400, "sign_in_experiences.forgot_password_method_requires_connector", http.MethodPatch, "/sign-in-exp", `{"forgotPasswordMethods":["EmailVerificationCode"]}`)
}

func TestConnector_namesTheTemplatesItMisses(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one := strings.Replace(mailConnector(9), "ForgotPassword", "Other", 1)
	p.refused(400, "connector.invalid_config", http.MethodPost, "/connectors", one)
	p.refused(501, "emulator.not_supported", http.MethodPost, "/connectors", `{"connectorId":"google-universal","config":{}}`)
	if list := p.manage(http.MethodGet, "/connector-factories", "").([]any); len(list) != 1 {
		t.Errorf("factories: %v", list)
	}
}

func TestMail_holdsUpNobodyElse(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	silent := silentServer(t)
	p.made("/connectors", mailConnector(silent.port))
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.refused(400, "connector.general", http.MethodPost, "/verification-codes", `{"email":"a@x.example"}`)
	}()
	<-silent.met
	p.manage(http.MethodPost, "/users", `{"username":"meanwhile"}`)
	select {
	case <-done:
		t.Error("the mail was over before, which proves nothing")
	default:
	}
	silent.hangUp()
	<-done
}

func TestMail_signsInWhereTheServerAsksForIt(t *testing.T) {
	t.Parallel()
	for _, offered := range []string{"PLAIN", "LOGIN"} {
		p, server := newPortal(t), authServer(t, offered)
		p.made("/connectors", mailConnector(server.port))
		p.manage(http.MethodPost, "/verification-codes", `{"email":"a@x.example"}`)
		if got := server.login(); got != "u/p" {
			t.Errorf("%s: signed in as %q", offered, got)
		}
	}
}

func TestUpload_isRefusedForWhatItIs(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for name, want := range map[string]string{"image/png": "storage.not_configured", "text/html": "guard.mime_type_not_allowed"} {
		raw, kind, err := multipartBody([]stepPart{{Name: "file", Filename: "f", ContentType: name, Base64: "eA=="}})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.upload(raw, kind); got != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
}

func (p *portal) upload(raw []byte, kind string) any {
	p.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {p.creds.ManagementResource}, "scope": {"all"}}
	req := p.request(http.MethodPost, "/oidc/token", form.Encode(), "application/x-www-form-urlencoded")
	req.SetBasicAuth(p.creds.M2MID, p.creds.M2MSecret)
	_, token := p.send(req)
	req = p.request(http.MethodPost, "/api/user-assets", string(raw), kind)
	req.Header.Set("Authorization", "Bearer "+fmt.Sprint(token["access_token"]))
	_, answer := p.send(req)
	return answer["code"]
}
