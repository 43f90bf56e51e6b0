package handlers

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

// fakeOrigins is what fakePeople knows of where things came from.
type fakeOrigins struct {
	changes    map[directory.Field]directory.AddressChange
	names      map[string]string
	originsErr error
	namesHang  bool
}

func (f *fakePeople) AddressChanges(ctx context.Context, _ access.Actor, _ string) (map[directory.Field]directory.AddressChange, error) {
	return f.changes, cmpErr(f.originsErr, f.called(ctx, "AddressChanges"))
}

func (f *fakePeople) ApplicationNames(ctx context.Context, _ access.Actor, _ string) (map[string]string, error) {
	if f.namesHang {
		<-ctx.Done()
	}
	return f.names, cmpErr(f.originsErr, f.called(ctx, "ApplicationNames"))
}

func TestProvenance_saysWhatIsKnownAndNoMore(t *testing.T) {
	t.Parallel()
	at := now.Add(-time.Hour)
	account := func(details string) map[string]apiclient.Identity {
		return map[string]apiclient.Identity{"google": {UserID: "1", Details: json.RawMessage(details)}, "odd": {Details: json.RawMessage(`"text"`)}, "none": {}}
	}
	changed := func(value string) directory.AddressChange {
		return directory.AddressChange{Value: value, At: at, By: "Mina"}
	}
	for name, test := range map[string]struct {
		person apiclient.User
		change directory.AddressChange
		want   views.Provenance
	}{
		"nothing":               {apiclient.User{}, directory.AddressChange{}, views.Provenance{}},
		"linked":                {apiclient.User{Identities: account(`{"email":"Anna@Example.com"}`)}, directory.AddressChange{}, views.Provenance{Account: "google"}},
		"linked, another":       {apiclient.User{Identities: account(`{"email":"b@example.com"}`)}, directory.AddressChange{}, views.Provenance{}},
		"linked, unconfirmed":   {apiclient.User{Identities: account(`{"email":"anna@example.com","rawData":{"email_verified":false}}`)}, directory.AddressChange{}, views.Provenance{}},
		"linked, not confirmed": {apiclient.User{Identities: account(`{"email":"anna@example.com","rawData":{"email_verified":"false"}}`)}, directory.AddressChange{}, views.Provenance{}},
		"linked, confirmed":     {apiclient.User{Identities: account(`{"email":"anna@example.com","rawData":{"email_verified":"true"}}`)}, directory.AddressChange{}, views.Provenance{Account: "google"}},
		"enterprise": {
			apiclient.User{SSOIdentities: []apiclient.SSOIdentity{{Issuer: "https://login.acme.example/tenant", Detail: json.RawMessage(`{"email":"anna@example.com"}`)}}},
			directory.AddressChange{},
			views.Provenance{Account: "login.acme.example"},
		},
		"changed here":               {apiclient.User{}, changed("anna@example.com"), views.Provenance{Changed: at, By: "Mina"}},
		"changed by themself":        {apiclient.User{}, directory.AddressChange{Value: "anna@example.com", At: at, By: "Anna", Self: true}, views.Provenance{Changed: at, By: "Anna", Self: true}},
		"changed here and elsewhere": {apiclient.User{}, changed("old@example.com"), views.Provenance{}},
		"changed here, forgotten":    {apiclient.User{}, changed(""), views.Provenance{}},
		"changed here and linked":    {apiclient.User{Identities: account(`{"email":"anna@example.com"}`)}, changed("anna@example.com"), views.Provenance{Account: "google"}},
	} {
		person := test.person
		person.PrimaryEmail = "anna@example.com"
		d := dossier{Dossier: directory.Dossier{User: &person}, origins: origins{changes: map[directory.Field]directory.AddressChange{directory.PrimaryEmail: test.change}}}
		if diff := cmp.Diff(map[string]views.Provenance{views.FieldPrimaryEmail: test.want}, d.provenance()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	phone := apiclient.User{PrimaryPhone: "821012345678", Identities: account(`{"phone":"+82 10-1234-5678"}`)}
	if got := (dossier{Dossier: directory.Dossier{User: &phone}}).provenance(); got[views.FieldPrimaryPhone].Account != "google" || len(got) != 1 {
		t.Errorf("phone: %+v", got)
	}
}

func TestProvenance_isOnThePageForReadersAndEditors(t *testing.T) {
	t.Parallel()
	for _, as := range []string{"admin", "auditor"} {
		for _, locale := range i18n.Locales() {
			p := newPortal(t)
			p.people.changes = map[directory.Field]directory.AddressChange{directory.PrimaryEmail: {Value: anna.PrimaryEmail, At: now, By: "Mina <b>"}}
			body := html.UnescapeString(p.do(t, ask{as: as, path: annaPage, headers: map[string]string{"Accept-Language": string(locale)}}).Body.String())
			ctx := i18n.WithLocale(t.Context(), locale)
			for _, text := range []string{
				i18n.T(ctx, "person.source.changed-by", "date", i18n.DateTime(ctx, now), "name", "\u2068Mina <b>\u2069"),
				i18n.T(ctx, "person.source.unknown-number"),
			} {
				if !strings.Contains(body, text) {
					t.Errorf("%s in %s: the page does not say %q", as, locale, text)
				}
			}
		}
	}
	p := newPortal(t)
	p.people.changes = map[directory.Field]directory.AddressChange{directory.PrimaryEmail: {Value: anna.PrimaryEmail, At: now}}
	if body := p.do(t, ask{as: "helpdesk", path: annaPage}).Body.String(); !strings.Contains(body, i18n.T(t.Context(), "person.source.changed", "date", i18n.DateTime(t.Context(), now))) {
		t.Error("without a name the page does not say that it was changed")
	}
}

func TestRegistered_isAnApplicationOrTheAPI(t *testing.T) {
	t.Parallel()
	names := map[string]string{"app1": "Shop"}
	for _, test := range []struct {
		person apiclient.User
		want   views.Registration
	}{
		{apiclient.User{ApplicationID: "app1"}, views.Registration{Application: "Shop"}},
		{apiclient.User{ApplicationID: "app2"}, views.Registration{Application: "app2"}},
		{apiclient.User{ApplicationID: "app1", CIMDClientID: "https://client.example/id"}, views.Registration{Application: "https://client.example/id"}},
		{apiclient.User{}, views.Registration{ByAPI: true}},
	} {
		if got := (dossier{Dossier: directory.Dossier{User: &test.person}, origins: origins{applications: names}}).registered(); got != test.want {
			t.Errorf("%+v: %+v", test.person, got)
		}
	}
}

// The page is of use without what is known beside the person, and does not wait
// for the names.
func TestUser_isThereWithoutItsOrigins(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.originsErr = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	w := p.do(t, ask{as: "admin", path: annaPage})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "person.source.unknown-address")) {
		t.Errorf("%d", w.Code)
	}
	synctest.Test(t, func(t *testing.T) {
		p := newPortal(t)
		p.people.namesHang = true
		begun := time.Now()
		w := p.do(t, ask{as: "admin", path: annaPage})
		if took := time.Since(begun); w.Code != http.StatusOK || took != namesGrace {
			t.Errorf("%d after %v", w.Code, took)
		}
		synctest.Wait()
	})
}
