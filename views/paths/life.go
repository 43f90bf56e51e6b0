package paths

// UserSuspend asks for a reason and suspends a person (GET the question, POST the answer).
func UserSuspend(id string) string { return UserSection(id, "suspend") }

// UserReactivate lets a suspended person in again (GET the question, POST the answer).
func UserReactivate(id string) string { return UserSection(id, "reactivate") }

// UserDelete shows what deleting a person takes away and does it (GET the question, POST the answer).
func UserDelete(id string) string { return UserSection(id, "delete") }

// UserPassword sets a person's password (GET the form, POST the answer).
func UserPassword(id string) string { return UserSection(id, "password") }

// UserPasswordExpire asks for a new password at the next sign-in (GET the question, POST the answer).
func UserPasswordExpire(id string) string { return UserPassword(id) + "/expire" }

// UserUnlock lifts a lockout after failed attempts (GET the question, POST the answer).
func UserUnlock(id string) string { return UserSection(id, "unlock") }

// UserSignOut ends all sessions of a person (GET the question, POST the answer).
func UserSignOut(id string) string { return UserSection(id, "sign-out") }
