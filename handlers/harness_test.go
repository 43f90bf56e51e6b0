package handlers

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
	"roster/directory"
	"roster/static"
)

const (
	testOrigin  = "https://people.example.com"
	logtoOrigin = "https://auth.example.com"
	asCookie    = "as" // names who is signed in, for fakeAuth
)

// now is the time of all tests.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// The people who can be signed in, by the value of the cookie.
var players = func() map[string]*auth.Person {
	all := map[string]*auth.Person{"person": playerWith("person", nil), "degraded": playerWith("degraded", nil)}
	all["degraded"].Degraded = true
	all["late"] = lateAdmin()
	all["proven"] = playerWith("person", nil)
	all["proven"].Proof = auth.Proof{ID: "record", Until: now.Add(time.Minute)}
	all["member"] = playerWith("person", nil)
	all["member"].SignedIn, all["member"].UserInfo.EmailVerified = now.Add(-time.Hour), true
	all["member"].UserInfo.Email = "nora@example.com"
	all["member"].Organizations = []auth.Organization{{ID: "o1", Name: "Acme", Roles: []string{"editor"}}, {ID: "o2", Name: "Bolt", Description: "Bolts & nuts"}}
	all["anna"] = playerWith("anna", access.All())
	all["anna"].ID = annaID
	for _, role := range access.Roles() {
		all[strings.TrimPrefix(role.Name, "Roster ")] = playerWith(role.Name, role.Capabilities)
	}
	return all
}()

func playerWith(name string, caps []access.Capability) *auth.Person {
	id := "id-of-" + strings.TrimPrefix(name, "Roster ")
	return &auth.Person{
		ID: id, Name: name, Email: "me@example.com", Roles: []string{name}, AuthTime: now,
		Capabilities: access.NewSet(caps...), UserInfo: auth.UserInfo{Name: name, Email: "me@example.com", Nickname: "Nick"},
	}
}

func (f *fakePeople) called(ctx context.Context, method string) error {
	f.mu.Lock()
	f.calls = append(f.calls, method)
	err := cmpErr(f.errs[method], f.errs["*"])
	f.mu.Unlock()
	if f.block {
		<-ctx.Done()
		return &apiclient.Unavailable{Kind: apiclient.KindTimeout, Err: ctx.Err()}
	}
	return err
}

// count is how often a method was called.
func (f *fakePeople) count(method string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, call := range f.calls {
		if call == method {
			n++
		}
	}
	return n
}

// set changes what is answered from now on. A page may leave a call behind that it
// did not wait for.
func (f *fakePeople) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

const annaID = "anna00000001"

var anna = apiclient.User{
	ID: annaID, Name: "Anna Kim", Username: "anna", PrimaryEmail: "anna@example.com", PrimaryPhone: "821012345678",
	Avatar: annasAvatar, HasPassword: new(true),
	CustomData: apiclient.CustomData{"plan": "gold"}, Profile: apiclient.Profile{GivenName: "Anna", Locale: "ko-KR"},
	CreatedAt: apiclient.At(now.AddDate(0, -3, 0)), LastSignInAt: apiclient.At(now.Add(-time.Hour)),
}

func (f *fakePeople) User(ctx context.Context, _ access.Actor, id string) (*apiclient.User, error) {
	if err := f.called(ctx, "User"); err != nil {
		return nil, err
	}
	if id != anna.ID {
		return nil, &apiclient.Error{Status: http.StatusNotFound, Code: "entity.not_found"}
	}
	copied := anna
	copied.CustomData = maps.Clone(anna.CustomData)
	copied.IsSuspended, copied.Identities = f.suspended, f.linked
	copied.SSOIdentities = f.sso
	if f.locked {
		copied.HasPassword, copied.PrimaryEmail, copied.PrimaryPhone = nil, "", ""
	}
	if f.custom != nil {
		copied.CustomData = f.custom
	}
	return &copied, nil
}

// Dossier fails as a whole by errs["User"], in part by errs["UserRoles"] and its kin.
func (f *fakePeople) Dossier(ctx context.Context, who access.Actor, id string) (directory.Dossier, error) {
	found, err := f.User(ctx, who, id)
	if err != nil {
		return directory.Dossier{}, err
	}
	d := directory.Dossier{User: found, RolesErr: f.errs["UserRoles"], OrganizationsErr: f.errs["UserOrganizations"], RightsErr: f.errs["Rights"]}
	if d.RolesErr == nil {
		d.Roles = []apiclient.Role{{ID: "r1", Name: "Support desk"}}
	}
	if d.OrganizationsErr == nil {
		d.Organizations = []apiclient.UserOrganization{{Organization: apiclient.Organization{ID: "o1", Name: "Acme"}}}
	}
	if d.RightsErr == nil {
		d.Rights = directory.RightsOf(who, access.Target{ID: id}, now)
	}
	return d, nil
}

func (f *fakePeople) UpdateUser(ctx context.Context, _ access.Actor, _ string, edit directory.UserEdit) error {
	f.mu.Lock()
	f.edits = append(f.edits, edit)
	f.mu.Unlock()
	return f.called(ctx, "UpdateUser")
}

func (f *fakePeople) UpdateCustomData(ctx context.Context, _ access.Actor, _ string, _, value map[string]any) error {
	f.mu.Lock()
	f.value = value
	f.mu.Unlock()
	return f.called(ctx, "UpdateCustomData")
}

// wrote lists the calls that change something.
func (f *fakePeople) wrote() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.calls), func(c string) bool {
		return !strings.HasPrefix(c, "Update") && !changesLife(c) && !changesLinks(c) && !makes(c) && !changesSecurity(c) && !changesReach(c) && !changesRoles(c) && !changesNotes(c) && !changesHooks(c) && c != "ExportTrail" && c != "Erase"
	})
}

// portal is Routes with everything behind it made up.
type portal struct {
	handler http.Handler
	auth    *fakeAuth
	people  *fakePeople
	own     *fakeAccount
	inbox   *fakeInbox
	log     *bytes.Buffer
	time    *fakeTimeline
	arrived *fakeArrived
	deps    Deps
	denials []string // what the trail was told
	lost    error    // what it answers
}

func newPortal(t testing.TB) *portal {
	t.Helper()
	own, err := url.Parse(testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	p := &portal{auth: &fakeAuth{}, people: &fakePeople{errs: map[string]error{}, fakeLife: fakeLife{state: allowed, sessions: 3}}, log: &bytes.Buffer{}, own: newFakeAccount(), time: aTimeline()}
	p.people.page = apiclient.Page[apiclient.User]{Items: []apiclient.User{anna}, Total: 41}
	p.inbox = &fakeInbox{}
	p.arrived, p.people.glance = &fakeArrived{at: now.Add(-12 * time.Second)}, aGlance()
	p.deps = Deps{
		Arrived: p.arrived,
		URL:     own, LogtoOrigin: logtoOrigin, ClientID: "portal", FlashKey: bytes.Repeat([]byte{7}, 32), FormKey: bytes.Repeat([]byte{8}, 32),
		Inbox: p.inbox,
		Forms: &fakeForms{used: map[string]time.Time{}, drafts: map[string][]byte{}},
		Auth:  p.auth, People: p.people, Account: p.own, Static: static.Handler(), Pictures: &fakePictures{},
		HasMail: true, InviteLife: 168 * time.Hour, ResetLife: 24 * time.Hour,
		Timeline: p.time, Feed: overFeed(),
		Denied: p.denied,
		Checks: []Check{{Name: "database", Need: true, Ask: func(context.Context) error { return nil }}},
		Log:    slog.New(slog.NewTextHandler(&lockedWriter{b: p.log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:    func() time.Time { return now },
	}
	p.people.links = directory.LinkList{Rows: []directory.LinkRow{aLink(directory.LinkInvite)}, Total: 1}
	p.people.security, p.people.linked = annasSecurity(), annasAccounts
	p.people.noteList = directory.NoteList{Notes: []directory.Note{aNote()}, Total: 1}
	p.people.history = aHistory()
	p.people.opened = directory.OpenedLink{Link: aLink(directory.LinkInvite).Link, Name: anna.Name, Starts: 3}
	p.handler = Routes(p.deps)
	return p
}

type lockedWriter struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

// ask is one request; the zero fields are a plain GET by nobody.
type ask struct {
	as, method, path string
	form             url.Values
	body             string // instead of form
	headers          map[string]string
	cookies          []*http.Cookie
	ctx              context.Context
	unsigned         bool // the form goes as it is, without the token of a page
}

func (p *portal) do(t testing.TB, a ask) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, p.request(t, a))
	return w
}

// request is what do asks.
func (p *portal) request(t testing.TB, a ask) *http.Request {
	t.Helper()
	body := a.body
	if a.form != nil {
		body = a.form.Encode()
	}
	if a.method == "" {
		a.method = http.MethodGet
	}
	if a.method == http.MethodPost && !a.unsigned {
		body = p.signed(a, body)
	}
	r := httptest.NewRequest(a.method, testOrigin+a.path, strings.NewReader(body))
	if a.ctx != nil {
		r = r.WithContext(a.ctx)
	}
	if a.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if a.as != "" {
		r.AddCookie(&http.Cookie{Name: asCookie, Value: a.as})
	}
	for _, c := range a.cookies {
		r.AddCookie(c)
	}
	for name, value := range a.headers {
		r.Header.Set(name, value)
	}
	return r
}

// htmx are the headers of a request for a region.
func htmx(region string) map[string]string {
	return map[string]string{"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#" + region}
}

// wholeHTMX are those of a request of htmx for a page.
func wholeHTMX() map[string]string {
	return map[string]string{"HX-Request": "true", "HX-Request-Type": "full"}
}

// pair is a field of a form with what it showed.
func pair(form url.Values, name, base, value string) url.Values {
	form.Set(name, value)
	form.Set("base."+name, base)
	return form
}
