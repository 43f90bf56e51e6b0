package emulator

import (
	"encoding/json"
	"net"
	"strings"
)

// mailTemplates are the kinds of mail that Logto sends.
var mailTemplates = []struct{ use, subject, text string }{
	{"SignIn", "Your code to sign in", "Your code to sign in: {{code}}"},
	{"Register", "Your code to create an account", "Your code to create an account: {{code}}"},
	{"ForgotPassword", "Your code to reset your password", "Your code to reset your password: {{code}}"},
	{"OrganizationInvitation", "You are invited", "You are invited to {{organization.name}}: {{link}}"},
	{genericUse, "Your code", "Your code: {{code}}"},
	{usePermission, "Your code to change your account", "Your code to change your account: {{code}}"},
	{useNew, "Your code to confirm this address", "Your code to confirm this address: {{code}}"},
	{"MfaVerification", "Your code for two-step verification", "Your code for two-step verification: {{code}}"},
	{useBindMFA, "Your code to set up two-step verification", "Your code to set up two-step verification: {{code}}"},
}

// seedMail makes a connector to a mail server (host:port), if there is one.
func (t *tenant) seedMail(server string) {
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return
	}
	templates := make([]any, len(mailTemplates))
	for i, m := range mailTemplates {
		templates[i] = map[string]any{"usageType": m.use, "contentType": "text/plain", "subject": m.subject, "content": m.text}
	}
	c := &connector{id: shortID(), metadata: map[string]any{}, config: map[string]any{
		"host": host, "port": json.Number(port), "auth": map[string]any{"user": "logto", "pass": "logto"},
		"fromEmail": "Logto <no-reply@logto.invalid>", "ignoreTLS": true, "templates": templates,
	}}
	t.mgmt.connectors.add(c.id, c)
}

// openAccountCenter lets people edit every field of their own account.
func (t *tenant) openAccountCenter() {
	fields := map[string]any{}
	for _, name := range accountFields {
		fields[name] = controlEdit
	}
	t.settings.accountCenter = merged(t.settings.accountCenter, map[string]any{"enabled": true, "fields": fields})
}

// seedProfileFields makes fields of several kinds and has people asked for them in their own account.
func (t *tenant) seedProfileFields() {
	choices := func(values ...string) []any {
		list := make([]any, len(values))
		for i, v := range values {
			list[i] = object{"label": v, "value": strings.ToLower(v)}
		}
		return list
	}
	asked := []any{}
	for _, o := range []object{
		{"name": "department", "type": "Select", "label": "Department", "required": true, "config": object{
			"options": choices("Design", "Engineering", "Operations", "Sales"),
		}},
		{"name": "employeeNumber", "type": "Regex", "label": "Employee number", "required": false, "config": object{
			"format": `^E-\d{4}$`, "placeholder": "E-1234",
		}},
		{"name": "newsletter", "type": "Checkbox", "label": "Company newsletter", "required": false, "config": object{"defaultValue": "false"}},
	} {
		t.addField(o)
		asked = append(asked, object{"name": o.str("name")})
	}
	t.settings.accountCenter = merged(t.settings.accountCenter, map[string]any{"profileFields": asked})
}
