package paths

import (
	"net/url"
	"strconv"
)

// Parameters of the audit trail; the others are those of other lists.
const (
	ParamAs      = "as"
	ParamOther   = "other"
	ParamAction  = "action"
	ParamOutcome = "outcome"
)

// AuditQuery is the state of the audit trail. "" and 0 are left out.
type AuditQuery struct {
	// Person is an id. As says what they have to do with it: "actor" did it, "target" had it
	// done, "" either. Other is then the id of whom they did it to, or who did it to them.
	Person, As, Other string
	Action, Outcome   string
	From, To          string // days, YYYY-MM-DD in UTC, both of them within
	Before            int64  // number of an entry: only older ones
}

// Values are the parameters, without Before.
func (q AuditQuery) Values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		ParamPerson: q.Person, ParamAs: q.As, ParamOther: q.Other, ParamAction: q.Action, ParamOutcome: q.Outcome, ParamFrom: q.From, ParamTo: q.To,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// Audit is the audit trail.
func Audit(q AuditQuery) string {
	v := q.Values()
	if q.Before > 0 {
		v.Set(ParamBefore, strconv.FormatInt(q.Before, 10))
	}
	return with("/audit", v)
}

// AuditEntry is one entry of it.
func AuditEntry(seq int64) string { return "/audit/" + strconv.FormatInt(seq, 10) }

// AuditExport takes entries away as a file (POST).
func AuditExport() string { return "/audit/export" }

// AuditErase destroys what is still known of somebody who was deleted (GET the question, POST the answer).
func AuditErase(id string) string { return "/audit/people/" + url.PathEscape(id) + "/erase" }
