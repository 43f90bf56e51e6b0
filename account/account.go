package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Options of New. Logto, Audit, Records and EndSession are required.
type Options struct {
	Logto   *apiclient.AccountClient
	Audit   *audit.Log
	Records Records
	// EndSession ends the sessions of the portal that a person began with one session at
	// Logto, by its sid; that of another application ends none.
	EndSession func(ctx context.Context, person, sid string) error
	// ClientID is the portal's own application, whose permissions are not revoked.
	ClientID string
	// ShowAccess lets people see what others did to their account, and who looked at it.
	ShowAccess bool

	Logger *slog.Logger // default: slog.Default()
	// PhoneRegion is the ISO 3166 code of the country whose phone numbers may be typed
	// without their country code; "" is none.
	PhoneRegion string
	// ReadBack is how long reading back a change without an answer may take; default 10 s.
	ReadBack time.Duration
}

// Accounts reads and changes the account of whoever's token a call brings. It is
// safe for concurrent use.
type Accounts struct {
	logto    *apiclient.AccountClient
	audit    *audit.Log
	endHere  func(ctx context.Context, person, sid string) error
	clientID string
	records  Records
	logger   *slog.Logger
	region   string
	readBack time.Duration
	// noStorage is until when (Unix ns) files are not offered to be stored.
	noStorage  atomic.Int64
	decoding   chan struct{} // holds one while a picture is decoded
	showAccess bool
}

// New checks the options.
func New(o Options) (*Accounts, error) {
	if o.Logto == nil || o.Audit == nil || o.Records == nil || o.EndSession == nil {
		return nil, errors.New("account: Options.Logto, Options.Audit, Options.Records and Options.EndSession are needed")
	}
	a := &Accounts{
		logto: o.Logto, audit: o.Audit, records: o.Records, endHere: o.EndSession, clientID: o.ClientID, logger: o.Logger,
		region: o.PhoneRegion, readBack: o.ReadBack, showAccess: o.ShowAccess,
		decoding: make(chan struct{}, 1),
	}
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

// ErrProof: Logto wants the person to prove anew who they are. Nothing was done.
var ErrProof = errors.New("account: an identity check is needed first")

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
	// CanProve: there is a password, an e-mail address or a phone number to prove with
	// who one is, seen here or not.
	CanProve bool
	// Controls are those of Logto's account center, by their names there.
	Controls map[string]string
	// Made are the fields that the tenant made up and shows people of themselves, Rules
	// what it says of others. MadeErr says why they are not known. All three, and
	// Uploads, come from Profile alone.
	Made    []Made
	Rules   map[attribute.Field]Rule
	MadeErr error
	// Uploads is false while the tenant is known to have nowhere to keep files.
	Uploads bool

	asked []string // names of what the account center shows, in its order
}

// Control is what the person may do with one field.
func (o Own) Control(f attribute.Field) Control { return o.ControlOf(controlOf(f)) }

// Controls that are no field. Passkeys go with the second factors unless the tenant
// sets them apart.
const (
	Password = "password"
	Factors  = "mfa"
	Passkeys = "passkey"
	Sessions = "session"
	Social   = "social"
	Email    = "email"
	Phone    = "phone"
)

// ControlOf is what the person may do by the name of a control.
func (o Own) ControlOf(name string) Control {
	if _, apart := o.Controls[name]; name == Passkeys && !apart {
		name = Factors
	}
	switch c := Control(o.Controls[name]); {
	case o.Enabled && (c == Edit || c == ReadOnly):
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
		return Email
	case attribute.PrimaryPhone:
		return Phone
	}
	if f.Key() != "" {
		return customData
	}
	return "profile"
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
	own := Own{Enabled: true, User: mine.User, CanProve: mine.HasSecurityVerificationMethod, Controls: center.Fields}
	for _, field := range center.ProfileFields {
		own.asked = append(own.asked, field.Name)
	}
	return own, nil
}

// Codes of Logto that this package gives as well, before anything is sent.
const (
	notEnabled  = "account_center.not_enabled"
	notEditable = "account_center.field_not_editable"
	needProof   = "verification_record.permission_denied"
)

// wrap names what was tried. That a person's token is refused says nothing about the
// portal's own credential, which such errors of apiclient are otherwise about.
func wrap(what string, err error) error {
	if apiclient.HasCode(err, needProof) {
		return ErrProof
	}
	if apiclient.IsCredential(err) {
		return fmt.Errorf("%w: %s: %s", ErrToken, what, err.Error())
	}
	return fmt.Errorf("account: %s: %w", what, err)
}
