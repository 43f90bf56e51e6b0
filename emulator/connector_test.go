package emulator_test

import "fmt"

// mailConnector is the body of POST /connectors for a mail server on a port of this machine. Every template says its
// use and the code.
func mailConnector(port int) string {
	templates := ""
	for i, use := range []string{"SignIn", "Register", "ForgotPassword", "Generic", "OrganizationInvitation"} {
		if i > 0 {
			templates += ","
		}
		templates += fmt.Sprintf(`{"usageType":%q,"contentType":"text/plain","subject":"%s {{code}}","content":"%s: {{code}} {{link}}"}`, use, use, use)
	}
	return fmt.Sprintf(`{"connectorId":"simple-mail-transfer-protocol","config":%s}`, mailConfig(port, templates))
}

func mailConfig(port int, templates string) string {
	return fmt.Sprintf(`{"host":"127.0.0.1","port":%d,"auth":{"user":"u","pass":"p"},"fromEmail":"Portal <no-reply@x.example>","templates":[%s]}`, port, templates)
}
