package e2e

import (
	"strings"
	"testing"
)

// auditLooks are how the journey through the audit trail is made.
var auditLooks = []look{
	desktop,
	{Name: "phone-ko", Width: 390, Height: 844, Language: "ko", Dark: true},
	{Name: "no-script", Width: 1400, Height: 900, Language: "en", NoScript: true},
}

func TestAudit_isFilteredReadAndTakenAway(t *testing.T) {
	t.Parallel()
	for _, l := range auditLooks {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, shared(t), l)
			p.signIn("auditor")
			p.open("/audit?action=session.sign-in")
			p.judge("audit-" + l.Name)
			p.click(css("#audit-list tbody th a"))
			p.until("the entry", func() bool {
				path, err := eval[string](p, `location.pathname`)
				return err == nil && strings.HasPrefix(path, "/audit/")
			})
			p.judge("audit-entry-" + l.Name)
			if l.NoScript {
				return
			}
			file, err := eval[string](p, `fetch('/audit/export', {method: 'POST', body: new URLSearchParams({format: 'jsonl', action: 'session.sign-in'})}).then(r => r.text())`)
			if err != nil || !strings.Contains(file, `"action":"session.sign-in"`) || !strings.Contains(file, `"mac":"`) {
				t.Errorf("the file: %v, %.200s", err, file)
			}
		})
	}
}
