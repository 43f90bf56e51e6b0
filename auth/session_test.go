package auth_test

import (
	"bytes"
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roster/auth"
	"roster/store/storetest"
)

func TestSession_endsWhenIdleAndInAnyCase(t *testing.T) {
	t.Parallel()
	t.Run("idle", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t, func(o *auth.Options) { o.Idle, o.Absolute = time.Hour, 3*time.Hour })
		b := p.signedIn(t)
		p.clock.move(59 * time.Minute)
		b.mustLoad(t, p.Service)
		p.clock.move(60 * time.Minute)
		b.wantNobody(t, p.Service)
	})
	t.Run("absolute", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t, func(o *auth.Options) { o.Idle, o.Absolute = time.Hour, 3*time.Hour })
		b := p.signedIn(t)
		for range 4 {
			p.clock.move(44 * time.Minute)
			b.mustLoad(t, p.Service)
		}
		p.clock.move(4 * time.Minute)
		b.wantNobody(t, p.Service)
	})
}

func TestSession_isWrittenAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	id, _, _ := strings.Cut(b.cookie("roster"), ".")
	seen := func() time.Time {
		row, err := p.db.Sessions().Load(t.Context(), id, p.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		return row.Seen
	}
	began := p.clock.Now()
	p.clock.move(59 * time.Second)
	if b.mustLoad(t, p.Service); !seen().Equal(began) {
		t.Errorf("Seen moved to %v within the minute", seen())
	}
	p.clock.move(time.Second)
	if b.mustLoad(t, p.Service); !seen().Equal(p.clock.Now()) {
		t.Errorf("Seen = %v, want now", seen())
	}
}

func TestSession_tellsTheDatabaseNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "roster.db")
	db := storetest.Open(t, "sqlite:"+path)
	p := newPortal(t, func(o *auth.Options) { o.Store = db.Sessions() })
	b := p.signedIn(t)
	b.mustLoad(t, p.Service)
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var id string
	var data, subject, sid []byte
	if err := raw.QueryRowContext(t.Context(), `SELECT id, data, subject, sid FROM sessions`).Scan(&id, &data, &subject, &sid); err != nil {
		t.Fatal(err)
	}
	_, key, _ := strings.Cut(b.cookie("roster"), ".")
	all := bytes.Join([][]byte{[]byte(id), data, subject, sid}, nil)
	for _, private := range []string{"u_admin", "Ada", "ada@x.example", "refresh of", "opaque of", "users:read", "logto-session", key} {
		if bytes.Contains(all, []byte(private)) {
			t.Errorf("the row contains %q", private)
		}
	}
}

func TestSession_cannotBeOpenedByAnythingButItsCookie(t *testing.T) {
	t.Parallel()
	for name, forge := range map[string]func(own, other string) string{
		"key of another":    func(own, other string) string { return half(own, 0) + "." + half(other, 1) },
		"id of another":     func(own, other string) string { return half(other, 0) + "." + half(own, 1) },
		"id alone":          func(own, _ string) string { return half(own, 0) },
		"no key":            func(own, _ string) string { return half(own, 0) + "." },
		"key of zeros":      func(own, _ string) string { return half(own, 0) + "." + strings.Repeat("A", 43) },
		"more after it":     func(own, _ string) string { return own + "A" },
		"lower case":        func(own, _ string) string { return strings.ToLower(half(own, 0)) + "." + half(own, 1) },
		"an injected quote": func(own, _ string) string { return "'" + own[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			own, other := p.signedIn(t), p.signedIn(t)
			b := newBrowser()
			b.cookies["roster"] = &http.Cookie{Name: "roster", Value: forge(own.cookie("roster"), other.cookie("roster"))}
			b.wantNobody(t, p.Service)
			if b.cookie("roster") != "" {
				t.Error("the cookie is left")
			}
			own.mustLoad(t, p.Service) // and a forged one ends nobody's session
			other.mustLoad(t, p.Service)
		})
	}
}

func half(ticket string, i int) string { return strings.Split(ticket, ".")[i] }

// Rows moved between sessions, or altered, open for nobody.
func TestSession_noticesAnAlteredRow(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one, two := p.signedIn(t), p.signedIn(t)
	s := p.db.Sessions()
	row, err := s.Load(t.Context(), half(one.cookie("roster"), 0), p.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), half(two.cookie("roster"), 0), row.Data); err != nil {
		t.Fatal(err)
	}
	two.wantNobody(t, p.Service)
	row.Data[len(row.Data)/2] ^= 1
	if err := s.Save(t.Context(), row.ID, row.Data); err != nil {
		t.Fatal(err)
	}
	one.wantNobody(t, p.Service)
}

// The row of a session that was ended, brought back under another id, by which it
// would not be found to be ended again.
func TestSession_opensUnderItsOwnIDOnly(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	s := p.db.Sessions()
	row, err := s.Load(t.Context(), half(b.cookie("roster"), 0), p.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	row.ID = strings.Repeat("A", len(row.ID))
	if err := s.Create(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	b.cookies["roster"].Value = row.ID + "." + half(b.cookie("roster"), 1)
	b.wantNobody(t, p.Service)
}

func TestSession_needsTheKeyOfTheServer(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	other := p.replica(t, func(o *auth.Options) { o.Key = []byte(strings.Repeat("x", 32)) })
	b.wantNobody(t, other)
}

func TestLoad_reportsADatabaseThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	if err := p.db.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := b.load(t, p.Service); err == nil {
		t.Errorf("Load = %v without a database", got)
	}
}
