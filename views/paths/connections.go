package paths

// ProfileConnections is where whoever is signed in is signed in, and what is linked to them.
func ProfileConnections() string { return Profile() + "/connections" }
