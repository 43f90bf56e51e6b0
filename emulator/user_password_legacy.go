package emulator

import (
	"crypto/md5" // #nosec G501 -- imported digests
	"crypto/pbkdf2"
	"crypto/sha1" // #nosec G505 -- imported digests
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"hash"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// legacyDigest is ["algorithm",["argument", … "@" …],"hash"]: the arguments with the password in the
// place of @ are hashed, or given to pbkdf2.
type legacyDigest struct {
	algorithm string
	args      []string
	hash      string
}

// legacyHashes are the hash functions by the names Node knows them by; nil for those that are
// accepted and cannot be computed here.
var legacyHashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384,
	"sha512": sha512.New, "sha512-224": sha512.New512_224, "sha512-256": sha512.New512_256,
	"sha3-224": func() hash.Hash { return sha3.New224() }, "sha3-256": func() hash.Hash { return sha3.New256() },
	"sha3-384": func() hash.Hash { return sha3.New384() }, "sha3-512": func() hash.Hash { return sha3.New512() },
	"ripemd160": nil, "rmd160": nil, "ripemd": nil, "blake2b512": nil, "blake2s256": nil, "sm3": nil, "md5-sha1": nil,
	"shake128": nil, "shake256": nil, "firebase-scrypt": nil,
}

const legacyPBKDF2 = "pbkdf2"

func parseLegacyDigest(digest string) (legacyDigest, error) {
	malformed := fail(http.StatusBadRequest, "password.invalid_legacy_password_format")
	var parts []json.RawMessage
	if json.Unmarshal([]byte(digest), &parts) != nil || len(parts) != 3 {
		return legacyDigest{}, malformed
	}
	var l legacyDigest
	for i, into := range []any{&l.algorithm, &l.args, &l.hash} {
		if json.Unmarshal(parts[i], into) != nil {
			return legacyDigest{}, malformed
		}
	}
	if !slices.Contains(l.args, "@") {
		return legacyDigest{}, malformed
	}
	if _, known := legacyHashes[strings.ToLower(l.algorithm)]; !known && l.algorithm != legacyPBKDF2 {
		return legacyDigest{}, fail(http.StatusBadRequest, "password.unsupported_legacy_hash_algorithm")
	}
	return l, nil
}

func (l legacyDigest) verify(password string) (bool, error) {
	var sum []byte
	if l.algorithm == legacyPBKDF2 {
		var err error
		if sum, err = l.pbkdf2(password); err != nil {
			return false, err
		}
	} else {
		newHash := legacyHashes[strings.ToLower(l.algorithm)]
		if newHash == nil {
			return false, fail(http.StatusNotImplemented, "emulator.not_supported").
				withMessage("This emulator cannot compute the hash " + l.algorithm + ".")
		}
		h := newHash()
		for _, arg := range l.args {
			if arg == "@" {
				arg = password
			}
			_, _ = h.Write([]byte(arg)) // a hash never fails
		}
		sum = h.Sum(nil)
	}
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum)), []byte(strings.ToLower(l.hash))) == 1, nil
}

// pbkdf2 takes salt (or hex:…), iterations, key length in bytes and digest, beside the placeholder.
func (l legacyDigest) pbkdf2(password string) ([]byte, error) {
	args := slices.DeleteFunc(slices.Clone(l.args), func(a string) bool { return a == "@" })
	if len(args) != 4 {
		return nil, errInternal
	}
	salt := []byte(args[0])
	if text, isHex := strings.CutPrefix(args[0], "hex:"); isHex {
		var err error
		if salt, err = hex.DecodeString(text); err != nil {
			return nil, errInternal
		}
	}
	iterations, err1 := strconv.Atoi(args[1])
	length, err2 := strconv.Atoi(args[2])
	newHash := legacyHashes[strings.ToLower(args[3])]
	if err1 != nil || err2 != nil || newHash == nil || iterations < 1 || length < 1 {
		return nil, errInternal
	}
	sum, err := pbkdf2.Key(newHash, password, salt, iterations, length)
	if err != nil {
		return nil, errInternal
	}
	return sum, nil
}
