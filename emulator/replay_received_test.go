package emulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// received compares the newest request to a path of the sink.
func (r *runner) received(s step) ([]string, error) {
	path, _ := s.Received["path"].(string)
	count := 1
	if n, is := s.Received["count"].(json.Number); is {
		many, _ := n.Int64()
		count = int(many)
	}
	requests := r.sink.on(path, count)
	if len(requests) != count {
		return []string{fmt.Sprintf("%s: recorded %d requests, got %d", path, count, len(requests))}, nil
	}
	last := requests[len(requests)-1]
	m := &matcher{vars: r.vars, unordered: s.Unordered, hmac: last.hmac}
	found := m.match("method", s.Received["method"], last.method)
	headers, _ := s.Received["headers"].(map[string]any)
	for name, value := range headers {
		found = append(found, m.match("header "+name, value, last.header.Get(name))...)
	}
	if form := s.Received["form"]; form != nil {
		found = append(found, m.match("form", form, last.form())...)
	}
	if len(found) > 0 {
		return found, nil
	}
	return nil, r.capture(s, nil, last.header, last.form())
}

func (r *runner) attempts(s step) ([]string, error) {
	var found []string
	for path, want := range s.DeliveryAttempts {
		n, _ := want.(json.Number).Int64()
		if got := len(r.sink.on(path, int(n))); got != int(n) {
			found = append(found, fmt.Sprintf("%s: recorded %d requests, got %d", path, n, got))
		}
	}
	return found, nil
}

// webhooks compares the deliveries since the previous step of this kind.
func (r *runner) webhooks(s step) ([]string, error) {
	all := r.sink.on("/hook", r.sink.seen+len(s.Webhooks))
	since := all[min(r.sink.seen, len(all)):]
	r.sink.seen = len(all)
	if len(since) != len(s.Webhooks) {
		return []string{fmt.Sprintf("recorded %d webhooks, got %d", len(s.Webhooks), len(since))}, nil
	}
	var found []string
	used := make([]bool, len(since))
	for i, want := range s.Webhooks {
		j, differences := r.bestDelivery(want, since, used, i, s.Unordered)
		used[j] = true
		found = append(found, differences...)
	}
	return found, nil
}

// bestDelivery is the delivery that a recorded one is compared with: the one in the same place or, when the order says
// nothing, the first unused one that does not differ.
func (r *runner) bestDelivery(want any, since []sunk, used []bool, place int, unordered bool) (int, []string) {
	if !unordered {
		return place, r.matchHook(want, since[place], false)
	}
	last, differences := 0, []string(nil)
	for j, one := range since {
		if used[j] {
			continue
		}
		last, differences = j, r.matchHook(want, one, true)
		if len(differences) == 0 {
			break
		}
	}
	return last, differences
}

func (r *runner) matchHook(want any, got sunk, unordered bool) []string {
	recorded, _ := want.(map[string]any)
	m := &matcher{vars: r.vars, unordered: unordered, hmac: got.hmac}
	found := m.match("method", recorded["method"], got.method)
	headers, _ := recorded["headers"].(map[string]any)
	for name, value := range headers {
		found = append(found, m.match("header "+name, value, got.header.Get(name))...)
	}
	var body any
	if err := decodeNumbers(got.body, &body); err != nil {
		return append(found, err.Error())
	}
	return append(found, m.match("body", recorded["body"], body)...)
}

// hmac is the signature of the raw body.
func (s sunk) hmac(key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(s.body)
	return hex.EncodeToString(mac.Sum(nil))
}
