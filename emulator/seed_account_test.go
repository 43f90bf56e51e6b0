package emulator

import (
	"net"
	"net/http"
	"strings"
	"testing"
)

// A code that a person of the demo asks for is one they can read.
func TestAccount_codesAreInTheMailbox(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box := a.admin.server
	go func() { _ = box.ServeSMTP(t.Context(), l) }() // which ends with the test
	a.tenant.seedMail(l.Addr().String())
	rec := a.send("own@x.example", "")
	mails := box.Mails()
	if len(mails) != 1 || mails[0].To != "own@x.example" || !strings.Contains(mails[0].Text, rec.code.code) {
		t.Fatalf("the mailbox has %+v", mails)
	}
	a.verify(200, "", rec, rec.code.code)
}

func TestSeed_opensTheAccountCenterWhenAsked(t *testing.T) {
	t.Parallel()
	for _, open := range []bool{false, true} {
		s, err := New(Config{Empty: true, AccountCenter: open})
		if err != nil {
			t.Fatal(err)
		}
		a := &accountClient{T: t, admin: &mgmtClient{t: t, server: s}}
		center := a.call(200, "", http.MethodGet, "/.well-known/account-center", "")
		if reads(center, "enabled") != open || (reads(reads(center, "fields"), "mfa") == controlEdit) != open {
			t.Errorf("asked %v: %v", open, center)
		}
	}
}

func TestSeed_offersSecondFactorsWhereItIsAsked(t *testing.T) {
	t.Parallel()
	for _, offered := range []bool{false, true} {
		s, err := New(Config{Empty: true, SecondFactors: offered})
		if err != nil {
			t.Fatal(err)
		}
		a := &accountClient{T: t, admin: &mgmtClient{t: t, server: s}}
		factors := reads(reads(a.call(200, "", http.MethodGet, "/.well-known/sign-in-exp", ""), "mfa"), "factors")
		if list, _ := factors.([]any); (len(list) == 3) != offered {
			t.Errorf("asked %v: %v", offered, factors)
		}
	}
}
