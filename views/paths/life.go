package paths

// UserSuspend asks for a reason and suspends a person (GET the question, POST the answer).
func UserSuspend(id string) string { return UserSection(id, "suspend") }

// UserReactivate lets a suspended person in again (GET the question, POST the answer).
func UserReactivate(id string) string { return UserSection(id, "reactivate") }

// UserDelete shows what deleting a person takes away and does it (GET the question, POST the answer).
func UserDelete(id string) string { return UserSection(id, "delete") }
