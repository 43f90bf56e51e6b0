package handlers

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"roster/access"
	"roster/audit"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// auditPage is how many acts a page has: their people are named by one call to Logto.
const auditPage = 45

// trailReader is what is needed of package directory for the audit trail.
type trailReader interface {
	Trail(ctx context.Context, actor access.Actor, f audit.Filter, about ...string) (directory.Trail, error)
	TrailAct(ctx context.Context, actor access.Actor, seq int64) (directory.TrailAct, error)
	ExportTrail(ctx context.Context, actor access.Actor, f audit.Filter, what audit.Export, entries bool, write func(directory.TrailLine) error) error
	Erasable(ctx context.Context, actor access.Actor, id string) error
	Erase(ctx context.Context, actor access.Actor, id, reason, confirm string) error
}

// auditTrail is the audit trail.
type auditTrail struct {
	*app
	trail trailReader
}

// page shows it in the state that its address holds. An address that a form left with
// empty parameters is led to its short form, which is the one to share.
func (a auditTrail) page(w http.ResponseWriter, r *http.Request) error {
	q := readAudit(r.URL.Query())
	if short := paths.Audit(q); short != r.URL.RequestURI() && r.Method == http.MethodGet && r.URL.RawQuery != "" {
		return a.redirect(w, r, short)
	}
	f := filterOf(q)
	f.Limit = auditPage
	trail, err := a.trail.Trail(r.Context(), actor(r), f, q.Person, q.Other)
	if err != nil {
		return err
	}
	props := views.AuditProps{
		Query: q, Actions: auditActions(), Outcomes: auditOutcomes, Masked: trail.Masked,
		Person: auditPerson(trail, q.Person, ""), Other: auditPerson(trail, q.Other, ""),
		CanExport: may(actor(r), access.AuditExport),
	}
	for _, act := range trail.List {
		props.Rows = append(props.Rows, auditRow(trail, act))
	}
	if trail.Next > 0 {
		q.Before = trail.Next
		props.Older = paths.Audit(q)
	}
	if props.Names, err = a.namesFailure(r, trail.NamesErr); err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, views.AuditPage(a.shell(w, r), props))
}

// namesFailure is why people are not named, which keeps nothing else from being shown.
func (a *app) namesFailure(r *http.Request, err error) (*views.Failure, error) {
	if err == nil {
		return nil, nil
	}
	failure, status, ok := failureOf(actor(r), err, "")
	if !ok {
		return nil, err
	}
	a.note(r, status, err)
	return failure, nil
}

// may tells whether the rights of somebody include an action, their sign-in aside.
func may(who access.Actor, action access.Action) bool {
	rule, ok := access.RuleFor(action)
	return ok && len(who.Capabilities.Lacks(access.NewSet(rule.Needs...))) == 0
}

// one shows one act.
func (a auditTrail) one(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil || seq < 1 {
		return errNotFound
	}
	found, err := a.trail.TrailAct(r.Context(), actor(r), seq)
	if isNoEntry(err) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	props := auditEntry(found)
	props.CanErase = may(actor(r), access.PersonForget) && props.Target.ID != "" && !props.Target.There && found.NamesErr == nil && idForm.MatchString(props.Target.ID)
	if props.Names, err = a.namesFailure(r, found.NamesErr); err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, views.AuditEntryPage(a.shell(w, r), props))
}

// auditOutcomes are the outcomes that can be chosen, in order.
var auditOutcomes = []string{
	audit.PhaseDone, audit.PhaseDenied, audit.PhaseRefused, audit.PhaseFailed, audit.PhaseUnknown, audit.PhaseIntent, audit.PhaseEvent,
}

// auditActions are the actions that can be chosen: those of the rules, and the trail's own.
func auditActions() []string {
	all := []string{
		string(audit.SessionSignIn), string(audit.SessionSignOut), string(audit.SessionRefused), string(audit.SessionEnded), string(audit.TrailPrune),
	}
	for _, rule := range access.Rules() {
		all = append(all, string(rule.Action))
	}
	return all
}

// readAudit reads an address or a form. What makes no sense is as if it were not there.
func readAudit(v url.Values) paths.AuditQuery {
	text := func(name string) string {
		s := strings.TrimSpace(v.Get(name))
		if len(s) > 128 || !isText(s) || strings.ContainsAny(s, "\r\n\t") {
			return ""
		}
		return s
	}
	q := paths.AuditQuery{
		Person: text(paths.ParamPerson), As: text(paths.ParamAs), Other: text(paths.ParamOther), Action: text(paths.ParamAction),
		Outcome: text(paths.ParamOutcome), From: text(paths.ParamFrom), To: text(paths.ParamTo),
	}
	if q.Person == "" || q.As != "actor" && q.As != "target" {
		q.As = ""
	}
	if q.As == "" {
		q.Other = ""
	}
	if !slices.Contains(auditOutcomes, q.Outcome) {
		q.Outcome = ""
	}
	for _, day := range []*string{&q.From, &q.To} {
		if _, err := time.Parse(time.DateOnly, *day); err != nil {
			*day = ""
		}
	}
	if before, err := strconv.ParseInt(v.Get(paths.ParamBefore), 10, 64); err == nil && before > 0 {
		q.Before = before
	}
	return q
}

// filterOf is an address as the trail is asked. Its days are those of UTC, as all times here are.
func filterOf(q paths.AuditQuery) audit.Filter {
	f := audit.Filter{Action: access.Action(q.Action), Outcome: q.Outcome, Before: q.Before}
	switch q.As {
	case "actor":
		f.Actor, f.Target = q.Person, q.Other
	case "target":
		f.Actor, f.Target = q.Other, q.Person
	default:
		f.Person = q.Person
	}
	if day, err := time.Parse(time.DateOnly, q.From); err == nil {
		f.Since = day
	}
	if day, err := time.Parse(time.DateOnly, q.To); err == nil {
		f.Until = day.AddDate(0, 0, 1)
	}
	return f
}

// auditPerson is somebody in the trail: by their name now, else by the one they had.
func auditPerson(t directory.Trail, id, name string) views.AuditPerson {
	p := views.AuditPerson{ID: id, Name: name}
	if u := t.People[id]; u != nil {
		p.There, p.Name = true, cmp.Or(nameOf(*u), u.ID)
	}
	return p
}
