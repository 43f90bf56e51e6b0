package emulator_test

import (
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mute is a mail server that takes a connection and says nothing.
type mute struct {
	port   int
	met    chan struct{} // closed when somebody has come
	hangUp func()
}

func silentServer(t *testing.T) *mute {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mute{port: l.Addr().(*net.TCPAddr).Port, met: make(chan struct{})}
	over := make(chan struct{})
	m.hangUp = sync.OnceFunc(func() { close(over) })
	var done sync.WaitGroup
	done.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		close(m.met)
		<-over
		_ = conn.Close()
	})
	t.Cleanup(func() { m.hangUp(); _ = l.Close(); done.Wait() })
	return m
}

// strict is a mail server that wants a login by one method.
type strict struct {
	port   int
	method string
	mu     sync.Mutex
	who    string
}

func (s *strict) login() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who
}

func authServer(t *testing.T, method string) *strict {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &strict{port: l.Addr().(*net.TCPAddr).Port, method: method}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &strictSession{mailSession: mailSession{sink: &mailSink{}}, server: s}, nil
	}))
	server.AllowInsecureAuth, server.ErrorLog = true, discardLog{}
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return s
}

type strictSession struct {
	mailSession
	server *strict
}

func (s *strictSession) AuthMechanisms() []string { return []string{s.server.method} }

func (s *strictSession) Auth(method string) (sasl.Server, error) {
	note := func(user, pass string) error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.who = user + "/" + pass
		return nil
	}
	switch method {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, pass string) error { return note(user, pass) }), nil
	case "LOGIN":
		return &loginServer{done: note}, nil
	}
	return nil, errors.New("not offered")
}

// loginServer asks for a name, then for a password.
type loginServer struct {
	got  []string
	done func(user, pass string) error
}

func (l *loginServer) Next(answer []byte) ([]byte, bool, error) {
	if answer != nil {
		l.got = append(l.got, string(answer))
	}
	switch len(l.got) {
	case 0:
		return []byte("Username:"), false, nil
	case 1:
		return []byte("Password:"), false, nil
	}
	return nil, true, l.done(l.got[0], l.got[1])
}
