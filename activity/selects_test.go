package activity

import (
	"testing"
	"time"

	"roster/apiclient"
	"roster/audit"
)

func TestSelects_asThePageDoes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	event := func(name string, kind Kind, origin Origin, persons ...string) Item {
		return Item{At: at, Event: &Event{Name: name, Kind: kind, Origin: origin, Persons: persons}}
	}
	log := func(key, result, person string) Item {
		return Item{At: at, Log: &apiclient.LogEntry{Key: key, Payload: apiclient.LogPayload{Result: result, UserID: person}}}
	}
	act := func(outcome, actor, target string) Item {
		return Item{At: at, Act: &audit.Act{Entry: audit.Entry{ActorID: actor, TargetID: target}, Outcome: outcome}}
	}
	created := event("User.Created", Changes, Outside, "anna")
	byPortal := event("User.Created", Changes, Portal, "anna")
	locked := event("Identifier.Lockout", Security, NoChange)
	signIn, refused := log("Interaction.SignIn.Submit", "Success", "anna"), log("Interaction.SignIn.Verification.Password.Submit", "Error", "")
	exchange := log("ExchangeTokenBy.RefreshToken", "Success", "anna")
	done, denied := act(audit.PhaseDone, "mina", "anna"), act(audit.PhaseDenied, "mina", "bea")
	all := map[string]Item{
		"created": created, "by portal": byPortal, "locked": locked, "sign-in": signIn, "refused": refused, "exchange": exchange, "done": done, "denied": denied,
	}
	for name, test := range map[string]struct {
		q    Query
		want []string
	}{
		"everything but steps": {Query{}, []string{"created", "by portal", "locked", "sign-in", "refused", "done", "denied"}},
		"steps too":            {Query{Everything: true}, []string{"created", "by portal", "locked", "sign-in", "refused", "exchange", "done", "denied"}},
		"a person":             {Query{Person: "anna"}, []string{"created", "by portal", "sign-in", "done"}},
		"who did it":           {Query{Person: "mina"}, []string{"done", "denied"}},
		"webhooks":             {Query{Source: FromWebhooks}, []string{"created", "by portal", "locked"}},
		"the log":              {Query{Source: FromLog}, []string{"sign-in", "refused"}},
		"the trail":            {Query{Source: FromTrail}, []string{"done", "denied"}},
		"an event":             {Query{Event: "User.Created"}, []string{"created", "by portal"}},
		"a key of the log":     {Query{Event: "ExchangeTokenBy.RefreshToken"}, []string{"exchange"}},
		"failures":             {Query{Result: Failed}, []string{"locked", "refused", "denied"}},
		"successes":            {Query{Result: Succeeded}, []string{"created", "by portal", "sign-in", "done"}},
		"outside":              {Query{OutsideOnly: true}, []string{"created"}},
		"since that moment":    {Query{Since: at, Event: "User.Created"}, []string{"created", "by portal"}},
		"after it":             {Query{Since: at.Add(1)}, nil},
		"until it":             {Query{Until: at}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := map[string]bool{}
			for _, w := range test.want {
				want[w] = true
			}
			for name, item := range all {
				if got := test.q.Selects(item); got != want[name] {
					t.Errorf("%s: %t, want %t", name, got, want[name])
				}
			}
		})
	}
	if (Query{}).Selects(Item{At: at}) {
		t.Error("an item that is nothing is selected")
	}
}
