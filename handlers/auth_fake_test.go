package handlers

import (
	"net/http"
	"sync"

	"roster/apiclient"
	"roster/auth"
	"roster/directory"
)

// fakeAuth signs in whom the cookie names.
type fakeAuth struct {
	link                            auth.Link
	loadErr, callbackErr, logoutErr error
	next                            string // what Begin and its kin were given last
	panics                          bool
	tokenErr                        error
	proof                           auth.Proof // kept last
	reread                          int        // how often userinfo was read anew
	rereadErr                       error
	mu                              sync.Mutex
	peeks                           int                               // how often it was looked who is there
	peeked                          func(n int) (*auth.Person, error) // what Peek answers the nth time
}

func (f *fakeAuth) Load(_ http.ResponseWriter, r *http.Request) (*auth.Person, error) {
	if f.panics {
		panic("secret detail")
	}
	c, err := r.Cookie(asCookie)
	if err != nil {
		return nil, f.loadErr
	}
	return players[c.Value], f.loadErr
}

func (f *fakeAuth) begin(next, at string) (string, error) {
	f.next = next
	return logtoOrigin + "/oidc/auth?as=" + at, nil
}

func (f *fakeAuth) Begin(_ http.ResponseWriter, _ *http.Request, next string) (string, error) {
	return f.begin(next, "begin")
}

func (f *fakeAuth) Recheck(_ http.ResponseWriter, _ *http.Request, next string) (string, error) {
	return f.begin(next, "recheck")
}

func (f *fakeAuth) Reauthenticate(_ http.ResponseWriter, _ *http.Request, next string) (string, error) {
	return f.begin(next, "again")
}

func (f *fakeAuth) Callback(http.ResponseWriter, *http.Request) (string, error) {
	return "/users", f.callbackErr
}

func (f *fakeAuth) SignOut(http.ResponseWriter, *http.Request) (string, error) {
	return logtoOrigin + "/oidc/session/end", nil
}

func (f *fakeAuth) BeginLink(_ http.ResponseWriter, _ *http.Request, l auth.Link) (string, error) {
	f.link = l
	return f.begin(l.Next, "link")
}

func (f *fakeAuth) AccessToken(r *http.Request, _ string) (string, error) {
	as := "nobody" // who is let in all the same: what refuses is the portal's own routes
	if c, err := r.Cookie(asCookie); err == nil {
		as = c.Value
	}
	return "token of " + as, f.tokenErr
}

func (f *fakeAuth) Reread(*http.Request) error {
	f.reread++
	return f.rereadErr
}

func (f *fakeAuth) KeepProof(_ *http.Request, p auth.Proof) error {
	f.proof = p
	return nil
}

func (f *fakeAuth) BackchannelLogout(*http.Request) error { return f.logoutErr }

// fakePeople is a directory that permits everything, so that what refuses is the
// portal's own routes. It notes every call.
type fakePeople struct {
	mu    sync.Mutex
	calls []string
	edits []directory.UserEdit
	value map[string]any

	fakeLife
	fakeOverview
	fakeLinks
	fakeNotes
	fakeMaking
	fakeReach
	fakeOrigins
	fakeSecurity
	fakeRoles
	fakeHooks
	fakeTrail

	custom     apiclient.CustomData // in place of anna's, when it is not nil
	page       apiclient.Page[apiclient.User]
	errs       map[string]error // by method; "*" for all
	block      bool             // calls wait for the end of their context
	lastPage   directory.UserQuery
	exact      int    // how many of page are found exactly
	rest       error  // why page holds those alone
	found      string // whom FindUser finds
	lastGroups directory.GroupQuery
}
