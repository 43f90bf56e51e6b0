package audit

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// keys are what the audit key is turned into: one key per purpose, so that
// neither can be made to do the other's work.
type keys struct {
	chain []byte // HMAC-SHA256 over the entries
	wrap  []byte // AES-256-GCM around the keys of persons
}

func deriveKeys(key []byte) (keys, error) {
	if len(key) < MinKeySize {
		return keys{}, fmt.Errorf("audit: the audit key has %d bytes, %d is the least", len(key), MinKeySize)
	}
	chain, err := hkdf.Key(sha256.New, key, nil, "roster audit chain v1", 32)
	if err != nil {
		return keys{}, fmt.Errorf("audit: derive chain key: %w", err)
	}
	wrap, err := hkdf.Key(sha256.New, key, nil, "roster audit person keys v1", 32)
	if err != nil {
		return keys{}, fmt.Errorf("audit: derive wrapping key: %w", err)
	}
	return keys{chain, wrap}, nil
}

// mac is over every part of the record, each with its length before it, so that
// no two different records give the same input.
func (k keys) mac(r Record) []byte {
	h := hmac.New(sha256.New, k.chain)
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	part := func(b []byte) {
		number(int64(len(b)))
		h.Write(b)
	}
	part([]byte("roster audit entry v1"))
	number(r.Seq)
	number(r.At)
	for _, s := range []string{r.Action, r.Phase, r.ActorID, r.TargetID} {
		part([]byte(s))
	}
	part(r.Body)
	part(r.Prev)
	return h.Sum(nil)
}
