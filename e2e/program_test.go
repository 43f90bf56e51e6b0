package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
)

// person is somebody who can sign in to the demo. Role is admin, helpdesk, auditor or person.
type person struct{ Role, Username, Password string }

// program is a portal and a Logto for it.
type program struct {
	URL     string   `json:"url"`
	Logto   string   `json:"logto"`
	Mailbox string   `json:"mailbox"` // the page; with ".json" behind it, the mails for tests
	People  []person `json:"people"`

	portal, emulator *process // the same one for a demo

	machine struct{ ID, Secret string } // the machine-to-machine application of a pair
}

// between is what can stand between a portal and its Logto.
type between interface {
	address() string
	leadTo(address string)
}

// startDemo runs `roster demo` on free ports.
func startDemo(binary string) (*program, error) {
	proc, err := start(binary, nil, "demo", "--listen", "127.0.0.1:0", "--logto-listen", "127.0.0.1:0", "--users", "1000", "--json")
	if err != nil {
		return nil, err
	}
	p := &program{portal: proc, emulator: proc}
	if err := json.Unmarshal(proc.ready, p); err != nil {
		return nil, errors.Join(fmt.Errorf("roster demo --json prints %q: %w", proc.ready, err), p.stop())
	}
	return p, nil
}

// startPair runs `roster emulator` and `roster serve` as two processes, the second configured by its
// environment as in real life. What goes to the emulator goes over front, if there is one; more are
// further arguments of the emulator.
func startPair(binary, dir string, front between, users int, more ...string) (*program, error) {
	at, err := freeAddress()
	if err != nil {
		return nil, err
	}
	logtoAt, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &program{URL: "http://" + at}
	args := []string{
		"emulator", "--listen", logtoAt, "--smtp-listen", "127.0.0.1:0", "--users", fmt.Sprint(users), "--web-id", "web", "--web-secret", "web-secret",
		"--redirect-uri", p.URL + "/callback", "--post-logout-uri", p.URL + "/sign-out",
	}
	if front != nil {
		front.leadTo(logtoAt)
		args = append(args, "--endpoint", "http://"+front.address())
	}
	args = append(args, more...)
	if p.emulator, err = start(binary, nil, args...); err != nil {
		return nil, err
	}
	p.portal, err = start(binary, p.portalEnv(dir, at), "serve")
	if err != nil {
		return nil, errors.Join(err, p.emulator.stop())
	}
	return p, nil
}

// portalEnv reads the emulator's line and is the environment of a portal for it.
func (p *program) portalEnv(dir, listen string) []string {
	var line struct {
		Endpoint, SMTP, Mailbox string

		M2M, Web struct{ ID, Secret string }
		People   []person
	}
	if err := json.Unmarshal(p.emulator.ready, &line); err != nil {
		panic(fmt.Sprintf("roster emulator prints %q: %v", p.emulator.ready, err))
	}
	p.Logto, p.Mailbox, p.People, p.machine = line.Endpoint, line.Mailbox, line.People, line.M2M
	return []string{
		"ROSTER_URL=" + p.URL, "ROSTER_LISTEN=" + listen,
		"ROSTER_DATABASE_URL=sqlite:" + filepath.Join(dir, "roster.db"),
		"ROSTER_SESSION_KEY=" + strings.Repeat("k", 40), "ROSTER_SHOW_ACCESS=true",
		"ROSTER_SMTP_URL=" + line.SMTP, "ROSTER_MAIL_FROM=Example People <people@example.com>",
		"LOGTO_ENDPOINT=" + line.Endpoint,
		"LOGTO_APP_ID=" + line.Web.ID, "LOGTO_APP_SECRET=" + line.Web.Secret,
		"LOGTO_M2M_APP_ID=" + line.M2M.ID, "LOGTO_M2M_APP_SECRET=" + line.M2M.Secret,
	}
}

// freeAddress is a loopback address nobody listens on at the moment: the emulator has to know the
// portal's address before the portal is there.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (p *program) stop() error {
	err := p.portal.stop()
	if p.emulator != p.portal {
		err = errors.Join(err, p.emulator.stop())
	}
	return err
}

// person returns who plays the role in the demo.
func (p *program) person(role string) person {
	for _, who := range p.People {
		if who.Role == role {
			return who
		}
	}
	panic(fmt.Sprintf("the demo names nobody with role %q, only %v", role, p.People))
}
