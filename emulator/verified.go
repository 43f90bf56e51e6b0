package emulator

import "sync"

// verifiedTokens remembers whose signature was found to be right, by the whole token: each request carries one, and
// to verify ES384 costs more than most answers. Nothing else about a token is remembered: what it claims is checked
// each time.
type verifiedTokens struct {
	mu       sync.Mutex
	payloads map[string][]byte
}

// verifiedAtOnce bounds the memory; a portal has few tokens at a time.
const verifiedAtOnce = 256

func (v *verifiedTokens) payload(token string) ([]byte, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	payload, known := v.payloads[token]
	return payload, known
}

func (v *verifiedTokens) remember(token string, payload []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.payloads == nil || len(v.payloads) >= verifiedAtOnce {
		v.payloads = map[string][]byte{}
	}
	v.payloads[token] = payload
}
