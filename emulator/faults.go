package emulator

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults are what a server does wrong on purpose, on the Management API, the token endpoint and userinfo, as a mail
// server, and when it calls webhooks. The zero value is a healthy server. Shares are parts of the requests, from 0 to 1, and add up to 1 at most; a
// request has one of the faults, beside latency.
type Faults struct {
	// Latency is waited before each request is looked at; Jitter is the most that is added to it.
	Latency, Jitter time.Duration
	// Share429 is refused with 429, and Retry-After when RetryAfter is set (whole seconds). Nothing was done.
	Share429   float64
	RetryAfter time.Duration
	// Share500 is answered 500 before anything was done.
	Share500 float64
	// Share502 is done, and then the answer is lost behind a proxy.
	Share502 float64
	// CutShare is done, and the connection breaks in the middle of the answer.
	CutShare float64
	// TokenLifetime is how long the Management API and userinfo honour access tokens, whatever expires_in promised; it
	// counts whole seconds, and 0 means as promised.
	TokenLifetime time.Duration
	// Mail is what the mail server does with every recipient: "refuse" (550), be "busy" (451), or "hang" for a minute. ""
	// is to take the mail.
	Mail string
	// Webhook is what goes wrong with deliveries to webhooks.
	Webhook WebhookFaults
	// Seed makes a run repeatable: the nth request meets the same fault.
	Seed uint64
}

// faultKeys are the names of a description, in the order in which it is written.
var faultKeys = []string{"latency", "jitter", "429", "retry-after", "500", "502", "cut", "token", "mail", "webhook", "seed"}

// ParseFaults reads a description like "latency=50ms,429=0.05,500=0.01,502=0.01,cut=0.01,token=30s". Keys are latency,
// jitter, retry-after and token (durations as "50ms" or "30s"), 429, 500, 502 and cut (shares from 0 to 1), mail
// ("refuse", "busy" or "hang"), webhook (what happens to deliveries, as "drop:0.2+double:0.1+by:2s" or "next:drop"), and
// seed (a number). "" and "off" mean a healthy server. Errors name the part that is wrong and are fit for a command line.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	if text = strings.TrimSpace(text); text == "" || text == "off" {
		return f, nil
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, is := strings.Cut(strings.TrimSpace(part), "=")
		if !is {
			return Faults{}, fmt.Errorf("fault %q: want name=value, for example latency=50ms", part)
		}
		if seen[name] {
			return Faults{}, fmt.Errorf("fault %q: %s is there twice", part, name)
		}
		seen[name] = true
		if err := f.set(name, value); err != nil {
			return Faults{}, fmt.Errorf("fault %q: %w", part, err)
		}
	}
	return f, f.check()
}

func (f *Faults) set(name, value string) error {
	durations := map[string]*time.Duration{
		"latency": &f.Latency, "jitter": &f.Jitter, "retry-after": &f.RetryAfter, "token": &f.TokenLifetime,
	}
	shares := map[string]*float64{"429": &f.Share429, "500": &f.Share500, "502": &f.Share502, "cut": &f.CutShare}
	switch {
	case durations[name] != nil:
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return errors.New(`a duration is a number with a unit, such as "50ms" or "30s"`)
		}
		*durations[name] = d
	case shares[name] != nil:
		share, err := strconv.ParseFloat(value, 64)
		if err != nil || !isShare(share) {
			return errors.New("a share is a number from 0 to 1")
		}
		*shares[name] = share
	case name == "mail":
		f.Mail = value
		return checkMail(value)
	case name == "webhook":
		hooks, err := parseWebhookFaults(value)
		f.Webhook = hooks
		return err
	case name == "seed":
		seed, err := strconv.ParseUint(value, 10, 64)
		if err != nil {
			return errors.New("a seed is a whole number from 0")
		}
		f.Seed = seed
	default:
		return fmt.Errorf("unknown; there are %s", strings.Join(faultKeys, ", "))
	}
	return nil
}

func checkMail(what string) error {
	if !slices.Contains([]string{mailRefuse, mailBusy, mailHang}, what) {
		return errors.New("mail can be refuse, busy or hang")
	}
	return nil
}

func isShare(x float64) bool { return x >= 0 && x <= 1 } // false for NaN

// check refuses faults that contradict themselves.
func (f Faults) check() error {
	shares := []float64{f.Share429, f.Share500, f.Share502, f.CutShare}
	sum := 0.0
	for _, share := range shares {
		if !isShare(share) {
			return fmt.Errorf("faults: %v is no share from 0 to 1", share)
		}
		sum += share
	}
	if f.Mail != "" {
		if err := checkMail(f.Mail); err != nil {
			return fmt.Errorf("faults: %w", err)
		}
	}
	if err := f.Webhook.check(); err != nil {
		return fmt.Errorf("faults: webhook: %w", err)
	}
	switch {
	case sum > 1+1e-9:
		return fmt.Errorf("faults: the shares add up to %v, which is more than 1", math.Round(sum*1e6)/1e6)
	case slices.Min([]time.Duration{f.Latency, f.Jitter, f.RetryAfter, f.TokenLifetime}) < 0:
		return errors.New("faults: a duration is negative")
	case f.RetryAfter%time.Second != 0:
		return errors.New("faults: retry-after counts whole seconds")
	}
	return nil
}

// off tells whether the server is healthy; the seed alone breaks nothing.
func (f Faults) off() bool {
	f.Seed, f.RetryAfter, f.Webhook.By = 0, 0, 0
	return f == Faults{}
}

// String is a description that ParseFaults reads, "off" for a healthy server.
func (f Faults) String() string {
	if f.off() {
		return "off"
	}
	share := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	values := []string{
		f.Latency.String(), f.Jitter.String(), share(f.Share429), f.RetryAfter.String(), share(f.Share500),
		share(f.Share502), share(f.CutShare), f.TokenLifetime.String(), f.Mail, f.Webhook.String(),
		strconv.FormatUint(f.Seed, 10),
	}
	var parts []string
	for i, value := range values {
		if value != "" && value != "0" && value != "0s" {
			parts = append(parts, faultKeys[i]+"="+value)
		}
	}
	return strings.Join(parts, ",")
}
