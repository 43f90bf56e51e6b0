package apiclient_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"roster/apiclient"
	"roster/emulator"
)

// The tests named TestContract_ call a Logto through this client and look at
// what it does. Which one is up to the environment: the server at LOGTO_URL, with
// LOGTO_M2M_APP_ID, LOGTO_M2M_APP_SECRET and, where it is not that of a
// self-hosted tenant, LOGTO_MANAGEMENT_RESOURCE (`make contract`); the emulator
// when LOGTO_URL is not set.
//
// They may run against a tenant in use. Whatever they make carries a random
// prefix and is removed at the end, also of a failed test; they change nothing
// else, no setting of the tenant, and send no mail, message or webhook.

// tenant is the Logto under test, as one test sees it.
type tenant struct {
	*testing.T
	c                  *apiclient.Client
	endpoint, resource string
	real               bool // not the emulator
	prefix             string
	mailboxes          []string // addresses that one-time tokens were made for
}

const selfHosted = "https://default.logto.app/api"

func newTenant(t *testing.T) *tenant {
	t.Helper()
	t.Parallel()
	x := &tenant{T: t, prefix: "rct_" + strings.ToLower(rand.Text()[:12])}
	var id, secret string
	if x.endpoint = os.Getenv("LOGTO_URL"); x.endpoint != "" {
		x.real = true
		id, secret = os.Getenv("LOGTO_M2M_APP_ID"), os.Getenv("LOGTO_M2M_APP_SECRET")
		x.resource = cmp.Or(os.Getenv("LOGTO_MANAGEMENT_RESOURCE"), selfHosted)
	} else {
		id, secret = x.emulate()
	}
	x.c = x.client(id, apiclient.Secret(secret))
	if _, err := x.c.Users.List(t.Context(), apiclient.UserListOptions{}); err != nil {
		t.Fatalf("%s cannot be tested: %v", x.endpoint, err)
	}
	t.Logf("%s, everything made here is called %s…", x.endpoint, x.prefix)
	x.cleanUpAfterwards()
	return x
}

// emulate starts an emulator with people in it and returns its credential.
func (x *tenant) emulate() (id, secret string) {
	x.Helper()
	em, err := emulator.New(emulator.Config{Users: 30, Resource: "https://demo.example/api", Scopes: []string{"demo:read"}})
	if err != nil {
		x.Fatal(err)
	}
	server := httptest.NewServer(em)
	x.Cleanup(server.Close)
	em.SetEndpoint(server.URL)
	x.endpoint, x.resource = server.URL, em.Credentials().ManagementResource
	return em.Credentials().M2MID, em.Credentials().M2MSecret
}

func (x *tenant) client(id string, secret apiclient.Secret) *apiclient.Client {
	x.Helper()
	c, err := apiclient.New(x.endpoint, apiclient.WithClientCredentials(id, secret, x.resource),
		apiclient.WithUserAgent("roster-contract"))
	if err != nil {
		x.Fatal(err)
	}
	return c
}

// named is a name of this test: letters, digits and "_" only, as usernames need.
func (x *tenant) named(name string) string { return x.prefix + "_" + name }

// email is an address of this test that no mail can reach (RFC 2606).
func (x *tenant) email(name string) string { return x.named(name) + "@contract.example" }

// phone is a number reserved for fiction: +1 NXX 555 01XX.
func (x *tenant) phone() string {
	digits := make([]byte, 5)
	_, _ = rand.Read(digits) // never fails
	return fmt.Sprintf("1%d%02d55501%02d", 2+digits[0]%7, 12+digits[1]%80, digits[2]%100)
}

// password is one that every policy accepts.
func password() apiclient.Secret { return apiclient.Secret(rand.Text() + "-z9!") }

// afterwards removes something at the end of the test, unless it is gone by then.
func (x *tenant) afterwards(what string, remove func(context.Context) error) {
	x.Helper()
	x.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := remove(ctx); err != nil && !apiclient.IsNotFound(err) {
			x.Errorf("%s is left behind: %v", what, err)
		}
	})
}

// need unwraps an answer that must come: need(c.Users.Get(ctx, id))(t).
func need[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// done fails when a call without an answer does.
func done(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused wants Logto's refusal with this status and code.
func refused(t testing.TB, err error, status int, code string) {
	t.Helper()
	e, ok := errors.AsType[*apiclient.Error](err)
	if !ok || e.Status != status || e.Code != code {
		t.Errorf("got %v, want %d %s", err, status, code)
	}
}

// missing wants a refusal because something does not exist.
func missing(t testing.TB, err error) {
	t.Helper()
	if !apiclient.IsNotFound(err) {
		t.Errorf("got %v, want not found", err)
	}
}
