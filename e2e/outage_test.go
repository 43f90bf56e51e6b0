package e2e

import (
	"io"
	"net"
	"sync"
	"testing"
)

// line is the connection between the portal and its Logto: a TCP proxy that can be cut, and mended.
type line struct {
	listener net.Listener
	mu       sync.Mutex
	target   string
	cut      bool
	open     map[net.Conn]struct{}
}

func newLine(t *testing.T) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: listener, open: map[net.Conn]struct{}{}}
	t.Cleanup(func() { listener.Close(); l.set(true) })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(conn)
		}
	}()
	return l
}

func (l *line) address() string { return l.listener.Addr().String() }

// leadTo says where the line ends.
func (l *line) leadTo(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = address
}

// set cuts the line, which also ends what is under way on it, or mends it.
func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if cut {
		for conn := range l.open {
			conn.Close()
		}
	}
}

func (l *line) carry(client net.Conn) {
	defer client.Close()
	l.mu.Lock()
	target, cut := l.target, l.cut
	if !cut {
		l.open[client] = struct{}{}
	}
	l.mu.Unlock()
	if cut {
		return
	}
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(server, client)
		server.Close()
	}()
	_, _ = io.Copy(client, server)
	l.mu.Lock()
	delete(l.open, client)
	l.mu.Unlock()
}

// pairOnALine is a portal and a Logto with a line between them that can be cut.
func pairOnALine(t *testing.T) (*program, *line) {
	t.Helper()
	wire := newLine(t)
	return pairBehind(t, wire, 60), wire
}

// pairBehind is a portal and a Logto with something between them, for as long as the test runs.
func pairBehind(t *testing.T, front between, users int) *program {
	t.Helper()
	shared(t)
	pair, err := startPair(binary, t.TempDir(), front, users)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pair.stop(); err != nil {
			t.Error(err)
		}
	})
	return pair
}

func TestOutage_keepsWhatWasTypedAndRecovers(t *testing.T) {
	t.Parallel()
	pair, wire := pairOnALine(t)

	p := newPage(t, pair, desktop)
	p.watch.tolerate("status of 50")
	p.watch.tolerate("dialog beforeunload") // what was typed is not saved when the journey goes on
	p.signIn("admin")
	path := p.openPerson(0)
	p.fill(profileField("name"), "Typed During The Outage")
	wire.set(true)
	p.save("person-profile")
	p.holds("a word about Logto not answering", `document.querySelector('#person-profile [role=alert]')`)
	if got := p.value(profileField("name")); got != "Typed During The Outage" {
		t.Errorf("what was typed is now %q", got)
	}

	if status := p.open("/users"); status < 502 || status > 504 {
		t.Errorf("/users answers %d while Logto is away", status)
	}

	wire.set(false)
	p.click(css("#user-list a[href^='/users']"))
	p.holds("the list", personLink)
	p.open(path)
	p.fill(profileField("name"), "Typed After The Outage")
	p.save("person-profile")
	p.saved()
}

func TestOutage_beforeSignInSaysSo(t *testing.T) {
	t.Parallel()
	pair, wire := pairOnALine(t)
	wire.set(true)
	p := newPage(t, pair, desktop)
	p.watch.tolerate("status of 50")
	if status := p.open("/users"); status < 502 || status > 504 {
		t.Errorf("/users answers %d while Logto is away", status)
	}
	wire.set(false)
	p.signIn("admin")
	p.arrives("/")
}
