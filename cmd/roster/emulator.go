package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"roster/access"
	"roster/account"
	"roster/emulator"
	"roster/setup"
)

// runEmulator is `roster emulator`: a made-up Logto alone.
func runEmulator(ctx context.Context, in invocation) int {
	var c emulator.Config
	flags := newFlags("emulator", in.stderr)
	var mailOn string
	listenOn := flags.String("listen", "127.0.0.1:3001", "`address` and port to listen on; port 0 takes a free one")
	flags.StringVar(&mailOn, "smtp-listen", "", "`address` and port of a mail server that keeps every mail for the page /mailbox; port 0 takes a free one (default: none)")
	flags.StringVar(&c.Endpoint, "endpoint", "", "`URL` that browsers and programs reach it by (default: http:// and the address listened on)")
	flags.IntVar(&c.Users, "users", 500, "`number` of made-up people beside the demo people")
	flags.Uint64Var(&c.Seed, "seed", 1, "`number` that decides who the made-up people are")
	flags.BoolVar(&c.Empty, "empty", false, "start without people, roles and organizations")
	flags.StringVar(&c.M2MID, "m2m-id", "", "`id` of the machine-to-machine application (default: random)")
	flags.StringVar(&c.M2MSecret, "m2m-secret", "", "its `secret` (default: random)")
	flags.StringVar(&c.WebID, "web-id", "", "`id` of the web application (default: random)")
	flags.StringVar(&c.WebSecret, "web-secret", "", "its `secret` (default: random)")
	flags.Var((*list)(&c.RedirectURIs), "redirect-uri", "`URI` that a sign-in may lead back to; can be repeated")
	flags.Var((*list)(&c.PostLogoutRedirectURIs), "post-logout-uri", "`URI` that a sign-out may lead back to; can be repeated")
	flags.StringVar(&c.BackchannelLogoutURI, "backchannel-logout-uri", "", "`URI` that is told when a session ends")
	flags.StringVar(&c.Resource, "resource", "", "`indicator` of an API resource that has Roster's capabilities as scopes and Roster's roles beside it (default with people: https://roster/api)")
	flags.BoolVar(&c.Storage, "storage", false, "keep the pictures that people upload, as a Logto with a storage provider does")
	webhooks := webhookFlag(flags)
	faultFlag(flags, &c.Faults)
	if code, ok := parseFlags(flags, in.args); !ok {
		return code
	}
	if c.Users < 0 {
		fmt.Fprintln(in.stderr, "roster emulator: --users must not be negative")
		return exitUsage
	}
	c.Storage, c.Webhooks = !c.Empty, webhooks()
	if c.Resource == "" && !c.Empty {
		c.Resource = defaultResource
	}
	if err := emulate(ctx, in, c, *listenOn, mailOn); err != nil {
		return in.fail("emulator", err)
	}
	return exitOK
}

// faultFlag adds --fault, which the demo has as well.
func faultFlag(flags *flag.FlagSet, f *emulator.Faults) {
	const usage = "what the made-up Logto does wrong: `faults` like latency=50ms,429=0.05,500=0.01,502=0.01,cut=0.01,token=30s,mail=refuse,webhook=drop:0.1"
	flags.Func("fault", usage, func(text string) (err error) {
		*f, err = emulator.ParseFaults(text)
		return err
	})
}

// webhookFlag adds --webhook and --webhook-key. The function it gives is what was
// asked for, once the flags were read.
func webhookFlag(flags *flag.FlagSet) (asked func() []emulator.Webhook) {
	told := emulator.Webhook{Name: "Roster"}
	flags.StringVar(&told.URL, "webhook", "", "`URL` that is told of every event (default: none)")
	flags.StringVar(&told.SigningKey, "webhook-key", "", "`key` that signs what it is told (default: random)")
	return func() []emulator.Webhook {
		if told.URL == "" {
			return nil
		}
		return []emulator.Webhook{told}
	}
}

// defaultResource is the default of ROSTER_RESOURCE.
const defaultResource = "https://roster/api"

func emulate(ctx context.Context, in invocation, c emulator.Config, addr, mailAddr string) error {
	l, err := listen(ctx, addr, "--listen")
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // serving closes it as well
	mails, err := listenForMail(ctx, mailAddr)
	if err != nil {
		return err
	}
	defer mails.close()
	if mails.Listener != nil && !c.Empty { // the codes it sends can be read there too
		c.MailServer = mails.address()
	}
	if c.Endpoint == "" {
		c.Endpoint = "http://" + reachable(l.Addr())
	}
	server, err := newEmulator(c)
	if err != nil {
		return err
	}
	defer server.Close()
	if err := json.NewEncoder(in.stdout).Encode(emulatorReady(server, c, mails)); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	mailing := mails.serve(ctx, server, cancel)
	err = ended(serveUntil(ctx, newServer(server, slog.New(slog.DiscardHandler)), l))
	cancel()
	return errors.Join(err, mailing())
}

// newEmulator gives the emulator Roster's resource and roles, as a set-up tenant
// has them. They are strings to it: it is no part of Roster.
func newEmulator(c emulator.Config) (*emulator.Server, error) {
	if c.Resource != "" {
		c.Scopes = names(access.All())
		for _, r := range access.Roles() {
			c.Roles = append(c.Roles, emulator.Role{Name: r.Name, Scopes: names(r.Capabilities)})
		}
		c.AccountFields = map[string]string{}
		for _, field := range setup.AccountFields() {
			c.AccountFields[field] = string(account.Edit)
		}
	}
	return emulator.New(c)
}

func names(caps []access.Capability) []string {
	all := make([]string, len(caps))
	for i, c := range caps {
		all[i] = string(c)
	}
	return all
}

// emulatorLine is what `roster emulator` prints when it is ready.
type emulatorLine struct {
	Endpoint           string            `json:"endpoint"`
	Issuer             string            `json:"issuer"`
	ManagementResource string            `json:"managementResource"`
	M2M                application       `json:"m2m"`
	Web                *application      `json:"web,omitempty"`
	Resource           string            `json:"resource,omitempty"`
	SMTP               string            `json:"smtp,omitempty"`    // as ROSTER_SMTP_URL
	Mailbox            string            `json:"mailbox,omitempty"` // the page
	People             []emulator.Person `json:"people"`
}

type application struct {
	ID           string   `json:"id"`
	Secret       string   `json:"secret"`
	RedirectURIs []string `json:"redirectUris,omitempty"`
}

func emulatorReady(s *emulator.Server, c emulator.Config, mails mailListener) emulatorLine {
	known := s.Credentials()
	line := emulatorLine{
		Endpoint: known.Endpoint, Issuer: known.Endpoint + "/oidc", ManagementResource: known.ManagementResource,
		M2M: application{ID: known.M2MID, Secret: known.M2MSecret}, Resource: known.Resource,
		People: append([]emulator.Person{}, s.People()...),
	}
	if mails.Listener != nil {
		line.SMTP, line.Mailbox = mails.url(), known.Endpoint+mailboxPage
	}
	if known.WebID != "" {
		line.Web = &application{ID: known.WebID, Secret: known.WebSecret, RedirectURIs: append([]string{}, c.RedirectURIs...)}
	}
	return line
}

// list is a flag that can be repeated.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// ended drops what net/http says of a server that was stopped as wished.
func ended(err error) error {
	if err == http.ErrServerClosed { //nolint:errorlint // Serve returns this very value
		return nil
	}
	return err
}

// reachable is the address that a browser on this computer can use for a listener:
// one that listens on every address is reached by loopback.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return a.String()
}
