package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tries is how many ports after the usual one a demo looks at.
const tries = 20

// listenNear opens addr. A port that is taken and was not asked for by name is
// replaced by the next free one, and that is told, with what holds it: mostly it
// is another demo that still runs.
func listenNear(ctx context.Context, told io.Writer, addr, flagName string, given bool) (net.Listener, error) {
	l, err := listen(ctx, addr, flagName)
	busy, ok := errors.AsType[*taken](err)
	if !ok {
		return l, err
	}
	if busy.holder = holderOf(ctx, addr); given {
		return nil, busy
	}
	host, port, _ := net.SplitHostPort(addr)
	first, _ := strconv.Atoi(port)
	for next := first + 1; next <= first+tries; next++ {
		if l, nextErr := listen(ctx, net.JoinHostPort(host, strconv.Itoa(next)), flagName); nextErr == nil {
			fmt.Fprintf(told, "roster demo: port %d is in use by %s, so this one takes %d.\n", first, busy.holder, next)
			return l, nil
		}
	}
	return nil, fmt.Errorf("the ports %d to %d are all in use: choose another one with %s", first, first+tries, flagName)
}

// holderOf says what listens on addr, as far as it lets itself be asked.
func holderOf(ctx context.Context, addr string) string {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	switch {
	case answers(ctx, "http://"+addr+"/healthz", "roster ok"):
		return "another Roster (http://" + addr + ")"
	case answers(ctx, "http://"+addr+"/oidc/.well-known/openid-configuration", "authorization_endpoint"):
		return "another Logto, perhaps that of another demo (http://" + addr + ")"
	default:
		return "another program"
	}
}

func answers(ctx context.Context, url, sign string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<16)) // as much as there is will do
	return strings.Contains(string(body), sign)
}

// isGiven tells whether the flag was on the command line.
func isGiven(flags *flag.FlagSet, name string) bool {
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}
