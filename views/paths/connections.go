package paths

import "net/url"

// ProfileConnections is where whoever is signed in is signed in, and what is linked to them.
func ProfileConnections() string { return Profile() + "/connections" }

// ProfileSessionEnd signs out on one device (GET the question, POST the answer), as all below.
func ProfileSessionEnd(session string) string {
	return Profile() + "/sessions/" + url.PathEscape(session) + "/end"
}

// ProfileSessionsEnd signs out on all others.
func ProfileSessionsEnd() string { return Profile() + "/sessions/end-others" }

// ProfileGrantRevoke takes back what an application was permitted.
func ProfileGrantRevoke(application string) string {
	return Profile() + "/grants/" + url.PathEscape(application) + "/revoke"
}

// ProfileIdentityLink links an account of a social connector, by its id.
func ProfileIdentityLink(connector string) string {
	return Profile() + "/identities/" + url.PathEscape(connector) + "/link"
}

// ProfileIdentityCallback is where the provider sends the browser back to (GET).
func ProfileIdentityCallback() string { return Profile() + "/identities/callback" }

// ProfileIdentityUnlink unlinks one, by the target of its connector.
func ProfileIdentityUnlink(target string) string {
	return Profile() + "/identities/" + url.PathEscape(target) + "/unlink"
}
