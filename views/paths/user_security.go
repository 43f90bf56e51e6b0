package paths

// UserSecurity is how a person signs in: second factors, sessions, tokens, connected
// accounts.
func UserSecurity(id string) string { return UserSection(id, "security") }

// UserMFAReset takes all second factors of a person away (GET the question, POST the answer).
func UserMFAReset(id string) string { return UserSection(id, "mfa") + "/reset" }
