package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
)

// origins is what is known beside the person of how they and their addresses came
// to be. What could not be read is nil, and not shown.
type origins struct {
	changes      map[directory.Field]directory.AddressChange
	applications map[string]string // names by id
	tokenLife    time.Duration     // 0 for not known
}

// namesGrace is how long the page waits for what is remembered once all else is there:
// next to nothing. Without the names of applications ids are shown.
const namesGrace = 50 * time.Millisecond

// readOrigins begins to read, beside the person, and returns what to wait with.
func (u user) readOrigins(ctx context.Context, who access.Actor, id string) func() origins {
	changes := make(chan map[directory.Field]directory.AddressChange, 1)
	names := make(chan map[string]string, 1)
	go func() {
		read, err := u.people.AddressChanges(ctx, who, id)
		if err != nil {
			u.Log.WarnContext(ctx, "provenance of addresses not read", "error", err)
		}
		changes <- read
	}()
	go func() {
		read, err := u.people.ApplicationNames(ctx, who, id)
		if err != nil {
			u.Log.WarnContext(ctx, "names of applications not read", "error", err)
		}
		names <- read
	}()
	life := make(chan time.Duration, 1)
	go func() { life <- u.tokenLife(ctx, who, id) }()
	return func() origins {
		o := origins{changes: <-changes}
		enough := time.After(namesGrace)
		for range 2 {
			select {
			case o.applications = <-names:
			case o.tokenLife = <-life:
			case <-enough:
				return o
			}
		}
		return o
	}
}

// registered is the application through which the person came.
func (d dossier) registered() views.Registration {
	p := d.User
	switch {
	case p.CIMDClientID != "":
		return views.Registration{Application: p.CIMDClientID}
	case p.ApplicationID != "":
		return views.Registration{Application: cmp.Or(d.origins.applications[p.ApplicationID], p.ApplicationID)}
	}
	return views.Registration{ByAPI: true}
}

// provenance is how the addresses of the person got there, as far as is known.
func (d dossier) provenance() map[string]views.Provenance {
	notes := map[string]views.Provenance{}
	for name, same := range map[string]func(account linked, address string) bool{
		views.FieldPrimaryEmail: linked.hasEmail, views.FieldPrimaryPhone: linked.hasPhone,
	} {
		field := directoryFields[name]
		address := field.Of(d.User)
		if address == "" {
			continue
		}
		notes[name] = views.Provenance{}
		if change := d.origins.changes[field]; change.Value == address {
			notes[name] = views.Provenance{Changed: change.At, By: change.By, Self: change.Self}
		}
		for _, account := range linkedAccounts(d.User) {
			if same(account, address) {
				notes[name] = views.Provenance{Account: account.name}
				break
			}
		}
	}
	return notes
}

// linked is a social or enterprise account of a person. Its details are what the
// provider's connector wrote down; of the raw data only the claim is looked at
// with which a provider says that it has not confirmed an address itself.
type linked struct {
	name string

	Email   string `json:"email"`
	Phone   string `json:"phone"`
	RawData struct {
		EmailVerified any `json:"email_verified"`
	} `json:"rawData"`
}

func (l linked) hasEmail(address string) bool {
	unconfirmed := l.RawData.EmailVerified == false || l.RawData.EmailVerified == "false"
	return !unconfirmed && strings.EqualFold(l.Email, address)
}

func (l linked) hasPhone(digits string) bool {
	own, _ := storedPhone(l.Phone, "")
	return own == digits
}

// linkedAccounts are those whose details can be read: social ones by the target of
// their connector, enterprise ones by the host of their issuer.
func linkedAccounts(p *apiclient.User) []linked {
	var accounts []linked
	add := func(name string, details json.RawMessage) {
		account := linked{name: name}
		if json.Unmarshal(details, &account) == nil {
			accounts = append(accounts, account)
		}
	}
	for _, target := range slices.Sorted(maps.Keys(p.Identities)) {
		add(target, p.Identities[target].Details)
	}
	for _, identity := range p.SSOIdentities {
		name := identity.Issuer
		if u, err := url.Parse(identity.Issuer); err == nil && u.Host != "" {
			name = u.Host
		}
		add(name, identity.Detail)
	}
	return accounts
}
