package views

import (
	"testing"
	"time"

	"github.com/a-h/templ"

	"roster/i18n"
	"roster/views/paths"
)

func sampleLink(kind LinkKind) LinkProps {
	p := LinkProps{
		Kind: kind, Action: "/x", Back: "/users/u1", Who: sampleLife(LifeSuspend), Address: "minjun@acme.example", Token: "token",
		Lives: 24 * time.Hour, CanMail: true, CanShow: true, Language: Field{Value: "ko"},
	}
	if kind == LinkOrganization {
		p.Who, p.Address, p.OrganizationName = LifeProps{}, "", hostile
		p.Roles = []LinkRole{{ID: "r1", Name: hostile, Detail: "what it is for"}, {ID: "r2", Name: "관리자", Chosen: true}}
	}
	return p
}

// linkSamples are the pages about links in the states that differ, by name.
func linkSamples(shell, outside Shell) map[string]templ.Component {
	all := map[string]templ.Component{}
	for _, kind := range LinkKinds() {
		for state, change := range map[string]func(*LinkProps){
			"":       func(*LinkProps) {},
			" again": func(p *LinkProps) { p.Again = true },
			" shown": func(p *LinkProps) { p.Shown, p.Address = "https://roster.example/invite/CODE", "minjun@acme.example" },
			" shown, unread": func(p *LinkProps) {
				*p = LinkProps{Kind: kind, Back: "/invitations", Shown: "https://roster.example/invite/CODE"}
			},
			" without mail":   func(p *LinkProps) { p.CanMail = false },
			" refused":        func(p *LinkProps) { p.Refused, p.Reset = Say("link.problem.signed-in"), kind == LinkInvite },
			" step-up":        func(p *LinkProps) { p.Refused, p.StepUp = Say("life.refused.step-up"), true },
			" step-up, typed": func(p *LinkProps) { p.Refused, p.StepUp, p.Typed = Say("life.refused.step-up"), true, true },
			" not mailed":     func(p *LinkProps) { p.Typed, p.Problem, p.Reason.Value = true, Say("link.problem.mail-busy"), hostile },
			" problems": func(p *LinkProps) {
				p.Typed, p.Reason.Problem, p.To = true, Say("problem.control"), Field{Value: "x", Problem: Say("problem.email")}
			},
			" without Logto": func(p *LinkProps) {
				p.Typed, p.Failure, p.Who, p.Address = true, &Failure{Kind: FailureTimeout}, LifeProps{}, ""
			},
			" username": func(p *LinkProps) { p.AsksUsername, p.CanEdit, p.Restored = true, true, true },
		} {
			p := sampleLink(kind)
			change(&p)
			all["link "+string(kind)+state] = LinkPage(shell, p)
		}
		all["invite "+string(kind)] = InvitePage(outside, InviteProps{Code: "CODE", Kind: kind, Address: "m…@acme.example", OrganizationName: hostile})
	}
	all["invite other"] = InvitePage(shell, InviteProps{Code: "CODE", Kind: LinkInvite, Address: "m…@acme.example", Other: hostile})
	all["invite down"] = InvitePage(outside, InviteProps{Code: "CODE", Failure: &Failure{Kind: FailureUnreachable}})
	for state := range overTexts {
		all["invite "+state] = InvitePage(outside, InviteProps{Code: "CODE", State: state})
		all["invite signed in "+state] = InvitePage(shell, InviteProps{Code: "CODE", State: state})
	}
	row := InvitationRow{ID: "l1", Kind: LinkInvite, State: "pending", PersonID: "u1", Name: hostile, Address: "a@b.example", Maker: hostile, Shown: true, Sent: sampleNow, Expires: sampleNow, CanSend: true, CanEnd: true}
	nameless := InvitationRow{ID: "l2", Kind: LinkOrganization, State: "undelivered", Address: hostile, Organization: hostile, Sent: sampleNow, Expires: sampleNow, CanSend: true}
	states := []string{"pending", "visited", "undelivered", "accepted", "expired", "revoked"}
	list := InvitationsProps{States: states, Rows: []InvitationRow{row, nameless}, Total: 120, Size: 50, CanInvite: true, Query: paths.InvitationQuery{Page: 2}}
	all["invitations"] = InvitationsPage(shell, list)
	list.Names, list.Query = &Failure{Kind: FailureTimeout}, paths.InvitationQuery{State: "expired", Kind: "reset", Search: hostile, Mine: true}
	all["invitations nameless"] = InvitationsPage(shell, list)
	all["invitations empty"] = InvitationsPage(shell, InvitationsProps{States: states, Size: 50})
	all["invitations beyond"] = InvitationsPage(shell, InvitationsProps{States: states, Size: 50, Total: 60, Query: paths.InvitationQuery{Page: 9}})
	for state, change := range map[string]func(*RevokeProps){
		"":         func(*RevokeProps) {},
		" refused": func(p *RevokeProps) { p.Refused = Say("life.refused.missing") },
		" step-up": func(p *RevokeProps) { p.Refused, p.StepUp, p.Typed = Say("life.refused.step-up"), true, true },
		" down":    func(p *RevokeProps) { p.Failure, p.Typed, p.Reason.Value = &Failure{Kind: FailureBusy}, true, hostile },
		" busy":    func(p *RevokeProps) { p.Problem, p.Typed = Say("life.busy"), true },
		" restored": func(p *RevokeProps) {
			p.Restored, p.Reason = true, Field{Value: "x", Problem: Say("problem.control")}
		},
	} {
		p := RevokeProps{ID: "l1", Row: row, Token: "token"}
		change(&p)
		all["revoke"+state] = RevokePage(shell, p)
	}
	return all
}

// Every state and kind of a link has its words and its colour.
func TestLinkPages_haveWordsForEveryKindAndState(t *testing.T) {
	t.Parallel()
	for _, kind := range LinkKinds() {
		if _, ok := linkKinds[kind]; !ok || inviteTexts[kind].verb == "" || kindWords[kind] == "" {
			t.Errorf("%s has no words", kind)
		}
	}
	for state := range stateTones {
		if stateWords[state] == "" {
			t.Errorf("%s has no word", state)
		}
	}
}

func TestLinkPage_saysHowLongItWorks(t *testing.T) {
	t.Parallel()
	for life, want := range map[time.Duration]string{
		24 * time.Hour: "1 day", 168 * time.Hour: "7 days", time.Hour: "1 hour", 36 * time.Hour: "36 hours", 90 * time.Minute: "90 minutes",
	} {
		if got := lifeSpan(i18n.WithLocale(t.Context(), i18n.English), life); got != want {
			t.Errorf("%v is %q, want %q", life, got, want)
		}
	}
}
