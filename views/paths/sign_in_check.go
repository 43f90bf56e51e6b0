package paths

// UserSignInCheck says why a person may not be able to sign in.
func UserSignInCheck(id string) string { return UserSection(id, "sign-in-check") }
