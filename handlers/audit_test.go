package handlers

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

// theActs are acts of every shape.
func theActs() []audit.Act {
	by := func(seq int64, action access.Action, outcome string) audit.Act {
		return audit.Act{Outcome: outcome, Entry: audit.Entry{
			Seq: seq, At: now.Add(-time.Duration(seq) * time.Minute), Action: action, ActorID: "boss00000001", ActorName: "Boss", TargetID: anna.ID, RequestID: "REQ",
		}}
	}
	changed := by(7, access.UserUpdate, audit.PhaseDone)
	changed.Fields = []string{"profile.nickname", "customData"}
	changed.Values = map[string]audit.ChangedValue{
		"profile.nickname": {Before: json.RawMessage(`"Annie"`), After: json.RawMessage(`"=cmd()"`)},
		"customData":       {Before: json.RawMessage(`{"same":1,"team":"red"}`), After: json.RawMessage(`{"same":1,"team":"blue","new":[1, 2]}`)},
	}
	suspended := by(6, access.UserSuspend, audit.PhaseDone)
	suspended.Fields, suspended.Values = []string{"reason"}, map[string]audit.ChangedValue{"reason": {After: json.RawMessage(`"left <b>us"`)}}
	denied := by(5, "POST /users/{id}/delete", audit.PhaseDenied)
	denied.Reason, denied.TargetID = access.MissingCapability, "gone00000001"
	forgotten := by(4, access.UserUpdate, audit.PhaseDone)
	forgotten.Forgotten, forgotten.Fields, forgotten.TargetID = true, []string{"name"}, "gone00000001"
	exported := by(3, access.AuditExport, audit.PhaseDone)
	exported.Export, exported.TargetID = &audit.Export{Format: "csv", Filter: []string{"action"}, Count: 12}, ""
	own := by(2, "account.update-profile", audit.PhaseDone)
	own.ActorID, own.ActorName = anna.ID, ""
	return []audit.Act{changed, suspended, denied, forgotten, exported, own}
}

func auditPortal(t *testing.T) *portal {
	t.Helper()
	p := newPortal(t)
	p.people.acts = theActs()
	return p
}

func TestAudit_listsActsWithPeopleAndReasons(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	p.people.next = 2
	w := p.do(t, ask{as: "auditor", path: "/audit"})
	for _, want := range []string{
		"Suspended the account", "left &lt;b&gt;us", "Boss", `href="/users/` + anna.ID + `"`, `href="/audit/7"`, "Not allowed",
		"Changed their own profile", "Nickname, Custom data", `href="/audit?before=2"`, "Export CSV",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%q is not there", want)
		}
	}
	if korean := p.do(t, ask{as: "auditor", path: "/audit", headers: map[string]string{"Accept-Language": "ko"}}); !strings.Contains(korean.Body.String(), "감사 기록") {
		t.Error("not in Korean")
	}
}

func TestAudit_filtersByItsAddress(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for address, want := range map[string]audit.Filter{
		"/audit":                                    {},
		"/audit?as=actor&other=b&person=a":          {Actor: "a", Target: "b"},
		"/audit?as=target&person=a":                 {Target: "a"},
		"/audit?person=a":                           {Person: "a"},
		"/audit?action=user.suspend&outcome=denied": {Action: "user.suspend", Outcome: "denied"},
		"/audit?from=2026-11-20&to=2026-11-20":      {Since: day, Until: day.AddDate(0, 0, 1)},
		"/audit?before=9":                           {Before: 9},
	} {
		w := p.do(t, ask{as: "auditor", path: address})
		want.Limit = auditPage
		if p.people.filtered != want || w.Code != http.StatusOK {
			t.Errorf("%s: %d, %+v", address, w.Code, p.people.filtered)
		}
	}
	for address, want := range map[string]string{
		"/audit?person=&as=&action=&outcome=&from=&to=":  "/audit",
		"/audit?outcome=nonsense&from=yesterday&other=x": "/audit",
		"/audit?person=+a+&as=actor&before=-1":           "/audit?as=actor&person=a",
	} {
		if w := p.do(t, ask{as: "auditor", path: address}); w.Header().Get("Location") != want {
			t.Errorf("%s leads to %q, want %q", address, w.Header().Get("Location"), want)
		}
	}
}

func TestAuditEntry_showsWhatChanged(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	for path, wants := range map[string][]string{
		"/audit/7": {"Nickname", "Annie", "=cmd()", "customData.team", "&#34;red&#34;", "&#34;blue&#34;", "customData.new", "[1,2]", "7:0102", "REQ"},
		"/audit/5": {"POST /users/{id}/delete", "Their roles did not include it.", "/audit/people/gone00000001/erase"},
		"/audit/4": {"Values erased"},
		"/audit/3": {"csv", "12"},
	} {
		body := p.do(t, ask{as: "admin", path: path}).Body.String()
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: %q is not there", path, want)
			}
		}
	}
	if body := p.do(t, ask{as: "admin", path: "/audit/7"}).Body.String(); strings.Contains(body, "customData.same") {
		t.Error("a key that did not change is shown")
	}
	p.people.masked = true
	p.people.acts[0].Values = nil
	if body := p.do(t, ask{as: "auditor", path: "/audit/7"}).Body.String(); !strings.Contains(body, "Values are hidden") || !strings.Contains(body, "Nickname") {
		t.Error("it is not said that values are hidden, and of which fields")
	}
	for _, path := range []string{"/audit/99", "/audit/x", "/audit/0"} {
		if w := p.do(t, ask{as: "admin", path: path}); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestAudit_standsWithoutNames(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	p.people.namesErr = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	if w := p.do(t, ask{as: "auditor", path: "/audit"}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Suspended the account") {
		t.Errorf("without Logto: %d", w.Code)
	}
}

func TestAuditExport_csvIsSafeForSpreadsheets(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	p.people.acts[1].Values["reason"] = audit.ChangedValue{After: json.RawMessage(`"=HYPERLINK(\"x\")"`)}
	w := p.do(t, ask{as: "auditor", method: http.MethodPost, path: "/audit/export", form: url.Values{"format": {"csv"}, "outcome": {"done"}, "person": {anna.ID}}})
	body, marked := strings.CutPrefix(w.Body.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !marked || len(rows) != 7 {
		t.Fatalf("%v, %v, %d rows", err, marked, len(rows))
	}
	if reason := rows[2][8]; reason != `'=HYPERLINK("x")` {
		t.Errorf("the reason is %q", reason)
	}
	if disposition := w.Header().Get("Content-Disposition"); !strings.Contains(disposition, `.csv"`) || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Errorf("%v", w.Header())
	}
	if !slices.Equal(p.people.taken.Filter, []string{"outcome", "person"}) || p.people.taken.Format != "csv" || p.people.filtered.Outcome != "done" {
		t.Errorf("recorded %+v, asked %+v", p.people.taken, p.people.filtered)
	}
}

func FuzzCSVSafe(f *testing.F) {
	for _, s := range []string{"", "=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "plain", "'=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := csvSafe(s)
		if strings.ContainsAny(fmt.Sprintf("%.1s", got), "=+-@\t\r") || strings.TrimPrefix(got, "'") != strings.TrimPrefix(s, "'") {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestAuditExport_jsonLinesCarryWhatVerifyNeeds(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	w := p.do(t, ask{as: "auditor", method: http.MethodPost, path: "/audit/export", form: url.Values{"format": {"jsonl"}}})
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	var first audit.Line
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || len(lines) != 6 || first.Seq != 7 || first.MAC != "01" || first.Opened == nil {
		t.Errorf("%v, %d lines, %+v", err, len(lines), first)
	}
	p.people.masked = true
	if w := p.do(t, ask{as: "auditor", method: http.MethodPost, path: "/audit/export", form: url.Values{"format": {"jsonl"}}}); strings.Contains(w.Body.String(), "opened") {
		t.Error("values are given to who does not read people")
	}
}

func TestAuditExport_isRefusedWhenItCannotBeRecorded(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	p.people.errs["ExportTrail"] = errors.New("no database")
	w := p.do(t, ask{as: "auditor", method: http.MethodPost, path: "/audit/export", form: url.Values{"format": {"csv"}}})
	if w.Code != http.StatusInternalServerError || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d, %v", w.Code, w.Header())
	}
	if w := p.do(t, ask{as: "auditor", method: http.MethodPost, path: "/audit/export", form: url.Values{"format": {"exe"}}}); w.Code != http.StatusBadRequest {
		t.Errorf("of an unknown format: %d", w.Code)
	}
}

func TestErase_refusesInPlaceAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := auditPortal(t)
	if w := p.do(t, ask{as: "late", path: erasePath}); !strings.Contains(w.Body.String(), "ten minutes") {
		t.Error("it is not said that a new sign-in is needed")
	}
	p.people.errs["Erase"] = &directory.Invalid{Fields: map[string]string{directory.Confirm: directory.Mismatch}}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: erasePath, form: url.Values{"reason": {"asked by letter"}, "confirm": {"other"}}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "asked by letter") {
		t.Errorf("%d", w.Code)
	}
	p.people.errs["Erasable"] = directory.ErrStillThere
	if w := p.do(t, ask{as: "admin", path: erasePath}); !strings.Contains(w.Body.String(), "still exists in Logto") {
		t.Error("it is not said that the person is there")
	}
}
