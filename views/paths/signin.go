package paths

import "net/url"

// SignIn starts a sign-in. next is the own path to come back to; "" and "/" add nothing to the address.
// The receiver checks next again: what stands in an address bar is anybody's.
func SignIn(next string) string { return withNext("/sign-in", next) }

// Recheck starts a new round trip to Logto that picks up roles given since the last sign-in.
func Recheck(next string) string { return withNext("/sign-in/recheck", next) }

// Reauthenticate asks for the password again before a destructive action (step-up).
func Reauthenticate(next string) string { return withNext("/sign-in/again", next) }

// Callback is where Logto sends the browser back to. Its absolute form is a redirect URI registered in Logto.
func Callback() string { return "/callback" }

// SignOut ends the session (POST). Opened by GET it is the page that says one is signed out: its
// absolute form is the post-sign-out redirect URI registered in Logto.
func SignOut() string { return "/sign-out" }

// BackchannelLogout receives Logto's logout tokens, server to server.
func BackchannelLogout() string { return "/backchannel-logout" }

func withNext(path, next string) string {
	if next == "" || next == Home() {
		return path
	}
	return path + "?" + url.Values{ParamNext: {next}}.Encode()
}
