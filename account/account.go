package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// ProfileUpdate is the action of a change that a person makes to themself. It asks
// for no capability: it is the person's own token that may do it or not.
const ProfileUpdate access.Action = "account.update-profile"

// Options of New. Logto, Audit and Records are required.
type Options struct {
	Logto   *apiclient.AccountClient
	Audit   *audit.Log
	Records Records
	// ShowAccess lets people see what others did to their account, and who looked at it.
	ShowAccess bool
	Logger     *slog.Logger // default: slog.Default()
	// ReadBack is how long reading back a change without an answer may take; default 10 s.
	ReadBack time.Duration
}

// Accounts reads and changes the account of whoever's token a call brings. It is
// safe for concurrent use.
type Accounts struct {
	logto    *apiclient.AccountClient
	audit    *audit.Log
	records  Records
	logger   *slog.Logger
	readBack time.Duration

	showAccess bool
}

// New checks the options.
func New(o Options) (*Accounts, error) {
	if o.Logto == nil || o.Audit == nil || o.Records == nil {
		return nil, errors.New("account: Options.Logto, Options.Audit and Options.Records are needed")
	}
	a := &Accounts{logto: o.Logto, audit: o.Audit, records: o.Records, logger: o.Logger, readBack: o.ReadBack, showAccess: o.ShowAccess}
	if a.logger == nil {
		a.logger = slog.Default()
	}
	if a.readBack <= 0 {
		a.readBack = 10 * time.Second
	}
	return a, nil
}

// ErrToken: Logto does not take the person's token, a fresh one included. The token
// lacks a scope, or the person is not who they were.
var ErrToken = errors.New("account: Logto does not take the person's token")

// ErrOther: the token is somebody else's than the session's. It is a mistake in the
// program, and nothing is shown or changed.
var ErrOther = errors.New("account: the token is not that of the person signed in")

// Control is what people may do with a field of their own.
type Control string

// The controls, as Logto spells them. Off is also what is not mentioned.
const (
	Off      Control = "Off"
	ReadOnly Control = "ReadOnly"
	Edit     Control = "Edit"
)

// Own is a person's account as they may see it.
type Own struct {
	// Enabled is false where the tenant keeps the Account API switched off; then
	// nothing else is known.
	Enabled bool
	User    apiclient.User // fields that are Off are empty
	// Controls are those of Logto's account center, by their names there.
	Controls map[string]string
}

// Control is what the person may do with one field.
func (o Own) Control(f attribute.Field) Control {
	if !o.Enabled {
		return Off
	}
	switch c := Control(o.Controls[controlOf(f)]); c {
	case Edit, ReadOnly:
		return c
	default:
		return Off
	}
}

// controlOf is the name of the control that a field falls under: all claims share one.
func controlOf(f attribute.Field) string {
	switch f {
	case attribute.Name, attribute.Avatar, attribute.Username:
		return string(f)
	case attribute.PrimaryEmail:
		return "email"
	case attribute.PrimaryPhone:
		return "phone"
	default:
		return "profile"
	}
}

// Read returns the account of the person whose token it is, who must be owner.
// Errors are ErrToken, ErrOther, those of tokens, or those of apiclient.
func (a *Accounts) Read(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (Own, error) {
	var center *apiclient.AccountCenter
	var centerErr error
	var wg sync.WaitGroup
	wg.Go(func() { center, centerErr = a.logto.Center(ctx) })
	mine, err := a.logto.Get(ctx, tokens)
	wg.Wait()
	if apiclient.HasCode(err, notEnabled) || centerErr == nil && !center.Enabled {
		return Own{}, nil
	}
	if err != nil {
		return Own{}, wrap("read the account", err)
	}
	if centerErr != nil {
		return Own{}, wrap("read what people may change", centerErr)
	}
	if owner.ID == "" || mine.ID != owner.ID {
		return Own{}, ErrOther
	}
	return Own{Enabled: true, User: mine.User, Controls: center.Fields}, nil
}

// Codes of Logto that this package gives as well, before anything is sent.
const (
	notEnabled  = "account_center.not_enabled"
	notEditable = "account_center.field_not_editable"
)

// wrap names what was tried. That a person's token is refused says nothing about the
// portal's own credential, which such errors of apiclient are otherwise about.
func wrap(what string, err error) error {
	if apiclient.IsCredential(err) {
		return fmt.Errorf("%w: %s: %s", ErrToken, what, err.Error())
	}
	return fmt.Errorf("account: %s: %w", what, err)
}
