package views

import (
	"time"

	"github.com/a-h/templ"

	"roster/views/paths"
)

func sampleAudit() AuditProps {
	boss, mina := AuditPerson{ID: "u1", Name: hostile, There: true}, AuditPerson{ID: "u2"}
	p := AuditProps{
		Actions: []string{"user.suspend", "session.sign-in", "trail.prune", "audit.export"}, Outcomes: []string{"done", "denied", "intent"}, CanExport: true,
		Older: "/audit?before=3", Query: paths.AuditQuery{Person: "u1", As: "actor", Other: "u2", Before: 90}, Person: boss, Other: mina,
		Names: &Failure{Kind: FailureTimeout},
	}
	for i, outcome := range []string{"done", "refused", "failed", "partly", "unknown", "denied", "intent", "event"} {
		p.Rows = append(p.Rows, AuditRow{
			Seq: int64(90 - i), Action: "user.update", At: sampleNow.Add(-time.Hour), Actor: boss, Target: mina, Outcome: outcome, Fields: []string{FieldNickname, "odd"},
		})
	}
	p.Rows[0].Action, p.Rows[0].Reason = "account.update-profile", hostile
	p.Rows[1].Action, p.Rows[1].Actor = "GET /users/{id}", AuditPerson{}
	return p
}

func sampleAuditEntry(change func(*AuditEntryProps)) AuditEntryProps {
	p := AuditEntryProps{
		AuditRow: sampleAudit().Rows[0], IP: "192.0.2.1", Request: "REQ", Code: "timeout", Done: []string{FieldName}, Failed: []string{"odd"},
		Changes: []AuditChange{
			{Field: FieldNickname, Before: "A", After: hostile},
			{Field: FieldCustomData, Key: "customData.team", After: `"red"`, Code: true},
			{Field: "odd", Before: "1"},
		},
		Facts: []DataFact{{Label: "audit.fact.lines", Value: "12", Code: true}}, Head: "90:0102", Prev: "0304", CanErase: true,
	}
	change(&p)
	return p
}

// auditSamples are the pages of the audit trail in their states.
func auditSamples(shell Shell) map[string]templ.Component {
	all := map[string]templ.Component{
		"audit":           AuditPage(shell, sampleAudit()),
		"audit none":      AuditPage(shell, AuditProps{Query: paths.AuditQuery{Outcome: "denied"}}),
		"audit entry":     AuditEntryPage(shell, sampleAuditEntry(func(*AuditEntryProps) {})),
		"audit forgotten": AuditEntryPage(shell, sampleAuditEntry(func(p *AuditEntryProps) { p.Forgotten, p.Changes = true, nil })),
		"audit masked":    AuditEntryPage(shell, sampleAuditEntry(func(p *AuditEntryProps) { p.Masked, p.Changes = true, nil })),
		"erase":           ErasePage(shell, EraseProps{ID: "u2", Restored: true}),
		"erase refused":   ErasePage(shell, EraseProps{ID: "u2", Refused: Say("audit.erase.there")}),
		"erase step-up":   ErasePage(shell, EraseProps{ID: "u2", Refused: Say("life.refused.step-up"), StepUp: true}),
		"erase down":      ErasePage(shell, EraseProps{ID: "u2", Typed: true, Failure: &Failure{Kind: FailureBusy}}),
		"erase wrong":     ErasePage(shell, EraseProps{ID: "u2", Typed: true, Problem: Say("life.busy"), Reason: Field{Value: hostile, Problem: Say("life.problem.reason")}}),
	}
	for reason := range auditReasons {
		all["audit denied "+reason] = AuditEntryPage(shell, sampleAuditEntry(func(p *AuditEntryProps) { p.Outcome, p.Missing, p.Route = "denied", reason, "GET /roles" }))
	}
	return all
}
