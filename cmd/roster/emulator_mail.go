package main

import (
	"context"
	"net"
)

// mailboxPage is where the emulator shows the mails it was given.
const mailboxPage = "/mailbox"

// mailListener is that of the emulator's mail server, nil inside when there is none.
type mailListener struct{ net.Listener }

// listenForMail opens addr, and nothing when it is empty.
func listenForMail(ctx context.Context, addr string) (mailListener, error) {
	if addr == "" {
		return mailListener{}, nil
	}
	l, err := listen(ctx, addr, "--smtp-listen")
	return mailListener{l}, err
}

// address is where programs reach the mail server.
func (m mailListener) address() string { return reachable(m.Addr()) }

// url is the mail server as ROSTER_SMTP_URL names one.
func (m mailListener) url() string { return "smtp://" + m.address() }

func (m mailListener) close() {
	if m.Listener != nil {
		_ = m.Close() // serving closes it as well
	}
}

// mailServer is the emulator, as far as it takes mails.
type mailServer interface {
	ServeSMTP(ctx context.Context, l net.Listener) error
}

// serve takes mails until ctx is done. When it ends before, it calls failed. The
// function it gives waits for the end and says why it failed.
func (m mailListener) serve(ctx context.Context, s mailServer, failed func()) (wait func() error) {
	if m.Listener == nil {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() {
		done <- s.ServeSMTP(ctx, m.Listener)
		failed()
	}()
	return func() error { return <-done }
}
