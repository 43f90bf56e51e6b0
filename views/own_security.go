package views

import "roster/views/ui"

// OwnSecurityProps is the page about how one signs in oneself. Each card is there, or
// says why it could not be read.
type OwnSecurityProps struct {
	OwnHead
	// Closed says that the tenant lets nobody look after themself.
	Closed bool

	Password OwnPasswordCard
	Factors  OwnFactorsCard
	Passkeys OwnPasskeysCard
}

// keepsBack says whether the tenant lets people not do all of it.
func (p OwnSecurityProps) keepsBack() bool {
	for _, access := range []OwnAccess{p.Password.Access, p.Factors.Access, p.Passkeys.Access} {
		if access != OwnEdited {
			return true
		}
	}
	return false
}

// OwnAccess is what one may do with a part of one's account: see it, change it, or
// neither.
type OwnAccess int

// The accesses.
const (
	OwnHidden OwnAccess = iota
	OwnSeen
	OwnEdited
)

// OwnPasswordCard says whether there is a password.
type OwnPasswordCard struct {
	Access  OwnAccess
	Has     bool
	Failure *Failure
}

// OwnFactorsCard is an authenticator app and backup codes, where there are any.
type OwnFactorsCard struct {
	Access OwnAccess
	Items  []FactorItem
	// App and Codes say what the tenant offers, Second that there is what backup codes
	// can stand in for. OffersUnread says that it is not known what is offered.
	App, Codes, Second, OffersUnread bool
	Failure                          *Failure
}

// OwnPasskeysCard are the passkeys. AddURL is where Logto adds one, "" where the tenant
// offers none.
type OwnPasskeysCard struct {
	Access OwnAccess
	Items  []FactorItem
	// ManageURL is where Logto itself lists them, "" where they are in Items: with the
	// other factors it keeps them back here.
	ManageURL    string
	AddURL       string
	OffersUnread bool
	Failure      *Failure
}

// has says whether there is a factor of this kind.
func (c OwnFactorsCard) has(kind string) bool {
	for _, f := range c.Items {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// addsApp and addsCodes say what can be made that is not there yet.
func (c OwnFactorsCard) addsApp() bool {
	return c.Access == OwnEdited && c.App && !c.has(FactorTOTP)
}

func (c OwnFactorsCard) addsCodes() bool {
	return c.Access == OwnEdited && c.Codes && c.Second && !c.has(FactorCodes)
}

// offersNothing: there is nothing, and nothing can be made.
func (c OwnFactorsCard) offersNothing() bool {
	return len(c.Items) == 0 && !c.App && !c.Codes && !c.OffersUnread
}

// passwordMark tells at a glance whether there is one.
func passwordMark(has bool) (ui.Tone, string) {
	if has {
		return ui.ToneSuccess, "own.security.password.set"
	}
	return ui.ToneNeutral, "own.security.password.none"
}
