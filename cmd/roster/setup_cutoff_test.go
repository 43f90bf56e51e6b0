package main

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// A run that is cut off anywhere is finished by the next one, with nothing doubled.
func TestSetup_finishesWhatARunBeforeItBegan(t *testing.T) {
	t.Parallel()
	logto, p := newTenant(t)
	p.mustSetup()
	whole := p.inventory()
	steps := mutations(logto.Requests())
	if steps < 20 {
		t.Fatalf("setup takes %d steps, which cannot be all", steps)
	}
	for cut := range steps {
		if cut%6 != 0 && cut < steps-7 {
			continue // one permission is as good as another
		}
		t.Run(fmt.Sprint(cut), func(t *testing.T) {
			t.Parallel()
			logto, p := newTenant(t)
			through := &cutOff{next: logto, left: cut}
			server := httptest.NewServer(through)
			t.Cleanup(server.Close)
			logto.SetEndpoint(server.URL)
			p.env["LOGTO_ENDPOINT"], p.endpoint = server.URL, server.URL
			if code, _, stderr := p.setup(); code == exitOK || !strings.Contains(stderr, "setup again") {
				t.Fatalf("%d %q, want to be told to run it again", code, stderr)
			}
			through.heal()
			p.mustSetup()
			if got := p.inventory(); got != whole {
				t.Errorf("cut off, then again:\n%s\nwant\n%s", got, whole)
			}
		})
	}
}
