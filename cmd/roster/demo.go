package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"roster/emulator"
	"roster/views/paths"
)

// The addresses a demo takes unless told otherwise. The portal is reached by the
// numeric address: "localhost" may mean ::1, where another program may listen.
const (
	demoListen      = "127.0.0.1:8080"
	demoLogtoListen = "127.0.0.1:3001"
)

// demoOptions is the command line of `roster demo`.
type demoOptions struct {
	listen, logtoListen string
	users               int
	faults              emulator.Faults
	json                bool
	verbose             bool
	// Addresses that were asked for are taken as they are; the defaults may move on.
	listenGiven, logtoGiven bool
}

// demo runs the portal and a made-up Logto in one process. Everything it keeps
// lies in a directory that is removed at the end.
func demo(ctx context.Context, in invocation) int {
	var o demoOptions
	flags := newFlags("demo", in.stderr)
	flags.StringVar(&o.listen, "listen", demoListen, "`address` and port of the portal; port 0 takes a free one")
	flags.StringVar(&o.logtoListen, "logto-listen", demoLogtoListen, "`address` and port of the made-up Logto")
	flags.IntVar(&o.users, "users", 500, "`number` of made-up people")
	faultFlag(flags, &o.faults)
	flags.BoolVar(&o.json, "json", false, "print one line of JSON instead of a table when ready")
	flags.BoolVar(&o.verbose, "verbose", false, "write the portal's log")
	if code, ok := parseFlags(flags, in.args); !ok {
		return code
	}
	o.listenGiven, o.logtoGiven = isGiven(flags, "listen"), isGiven(flags, "logto-listen")
	if o.users < 0 {
		fmt.Fprintln(in.stderr, "roster demo: --users must not be negative")
		return exitUsage
	}
	if err := runDemo(ctx, in, o); err != nil {
		return in.fail("demo", err)
	}
	return exitOK
}

func runDemo(ctx context.Context, in invocation, o demoOptions) error {
	portalListener, err := listenNear(ctx, in.stderr, o.listen, "--listen", o.listenGiven)
	if err != nil {
		return err
	}
	defer func() { _ = portalListener.Close() }() // serving closes it as well
	logtoListener, err := listenNear(ctx, in.stderr, o.logtoListen, "--logto-listen", o.logtoGiven)
	if err != nil {
		return err
	}
	defer func() { _ = logtoListener.Close() }()
	mails, err := listenForMail(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer mails.close()
	dir, err := os.MkdirTemp("", "roster-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	return o.run(ctx, in, demoListeners{portalListener, logtoListener, mails}, dir)
}

// demoListeners are what a demo listens on.
type demoListeners struct {
	portal, logto net.Listener
	mails         mailListener
}

// run serves on all listeners until ctx is done or one of them fails.
func (o demoOptions) run(ctx context.Context, in invocation, on demoListeners, dir string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := demoConfig(on, dir)
	logto, err := newEmulator(o.tenant(c, on))
	if err != nil {
		return err
	}
	defer logto.Close()
	log := demoLogger(o, c, in.stderr)
	p, err := newPortal(ctx, c, log)
	if err != nil {
		return err
	}
	var servers sync.WaitGroup
	var logtoErr error
	mailing := on.mails.serve(ctx, logto, cancel)
	servers.Go(func() {
		logtoErr = serveUntil(ctx, newServer(logto, log), on.logto)
		cancel() // neither is of use without the other
	})
	o.announce(in.stdout, c, logto.People())
	err = p.serve(ctx, log, on.portal)
	cancel()
	servers.Wait()
	return errors.Join(err, ended(logtoErr), mailing(), p.close())
}

// tenant is the made-up Logto for a demo's portal.
func (o demoOptions) tenant(c Config, on demoListeners) emulator.Config {
	return emulator.Config{
		Endpoint: c.LogtoEndpoint, M2MID: c.LogtoM2MAppID, M2MSecret: c.LogtoM2MAppSecret,
		WebID: c.LogtoAppID, WebSecret: c.LogtoAppSecret, Resource: c.Resource, Users: o.users, Seed: 1, Faults: o.faults,
		MailServer: on.mails.address(), AccountCenter: true, Storage: true, SecondFactors: true, ProfileFields: true,
		RedirectURIs:           []string{c.URL + paths.Callback()},
		PostLogoutRedirectURIs: []string{c.URL + paths.SignOut()},
		BackchannelLogoutURI:   c.URL + paths.BackchannelLogout(),
		Webhooks: []emulator.Webhook{{
			Name: "Roster", URL: webhookAddress(c.URL), SigningKey: c.LogtoWebhookSecret,
		}},
	}
}

// demoConfig is the configuration of a portal for the made-up Logto. Keys and
// secrets are random: nothing of a demo outlives it.
func demoConfig(on demoListeners, dir string) Config {
	return Config{
		LogtoEndpoint: "http://" + reachable(on.logto.Addr()),
		LogtoAppID:    "roster-demo-web", LogtoAppSecret: rand.Text(),
		LogtoM2MAppID: "roster-demo-m2m", LogtoM2MAppSecret: rand.Text(), LogtoWebhookSecret: rand.Text(),
		URL:         "http://" + reachable(on.portal.Addr()),
		DatabaseURL: "sqlite:" + filepath.Join(dir, "roster.db"),
		SessionKey:  rand.Text() + rand.Text(), SessionIdleTimeout: 12 * time.Hour, SessionMaxAge: 12 * time.Hour,
		Resource: defaultResource, DefaultRegion: "KR", ShowAccess: true, LogLevel: "info", LogFormat: "text",
		RetainSignIns: 24 * time.Hour, RetainChanges: 24 * time.Hour, RetainSecurity: 24 * time.Hour, // no demo lives longer
		SMTPURL: on.mails.url(), MailFrom: "Roster <people@roster.invalid>",
		InviteLifetime: 7 * 24 * time.Hour, ResetLifetime: 24 * time.Hour,
	}
}

// demoLogger is silent unless asked: the addresses and people are what counts.
func demoLogger(o demoOptions, c Config, w io.Writer) *slog.Logger {
	if !o.verbose {
		c.LogLevel = "error"
	}
	return newLogger(c, w)
}

// demoLine is what `roster demo --json` prints when it is ready.
type demoLine struct {
	URL     string            `json:"url"`
	Logto   string            `json:"logto"`
	Mailbox string            `json:"mailbox"`
	People  []emulator.Person `json:"people"`
}

// announce tells where the demo is and who can sign in. Both listeners take
// connections by now.
func (o demoOptions) announce(w io.Writer, c Config, people []emulator.Person) {
	if o.json {
		_ = json.NewEncoder(w).Encode(demoLine{c.URL, c.LogtoEndpoint, c.LogtoEndpoint + mailboxPage, people}) // nobody reads it then
		return
	}
	fmt.Fprintf(w, "\n  Roster is ready:  %s\n  made-up Logto:    %s  (%d made-up people; nothing is kept)\n  its mailbox:      %s  (every mail that is sent)\n\n", c.URL, c.LogtoEndpoint, o.users, c.LogtoEndpoint+mailboxPage)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "  ROLE\tUSERNAME\tPASSWORD\tWHO")
	for _, p := range people {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", p.Role, p.Username, p.Password, p.Name)
	}
	_ = table.Flush() // as above
	fmt.Fprint(w, "\n  Stop it with Ctrl-C.\n\n")
}
