package emulator

import (
	"crypto/md5" // #nosec G501 -- imported digests
	"crypto/rand"
	"crypto/sha1" // #nosec G505 -- imported digests
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

// ownAlgorithm is what Logto hashes with.
const ownAlgorithm = "Argon2i"

// Logto takes 8192 KiB and eight rounds, some 50 ms a password. There is nothing to protect here, and each
// sign-in and each start would pay for it.
const (
	ownMemory = 64 // KiB
	ownTime   = 1
	ownKeyLen = 32
)

// hashPassword makes a digest in the form of Logto's, at less cost.
func hashPassword(password string) (digest, algorithm string) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	sum := argon2.Key([]byte(password), salt, ownTime, ownMemory, 1, ownKeyLen)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2i$v=19$m=%d,t=%d,p=1$%s$%s", ownMemory, ownTime, b64.EncodeToString(salt), b64.EncodeToString(sum)), ownAlgorithm
}

// verifyDigest compares a password with a digest. An Argon2 or Bcrypt digest that is nonsense is an
// internal error, as on Logto; nonsense of the plain hashes is just never right.
func verifyDigest(algorithm, digest, password string) (bool, error) {
	equal := func(sum []byte) (bool, error) {
		return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum)), []byte(digest)) == 1, nil
	}
	switch algorithm {
	case "MD5":
		sum := md5.Sum([]byte(password)) // #nosec G401
		return equal(sum[:])
	case "SHA1":
		sum := sha1.Sum([]byte(password)) // #nosec G401
		return equal(sum[:])
	case "SHA256":
		sum := sha256.Sum256([]byte(password))
		return equal(sum[:])
	case "Bcrypt":
		err := bcrypt.CompareHashAndPassword([]byte(digest), []byte(password))
		if err != nil && !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
			return false, errInternal
		}
		return err == nil, nil
	case "Legacy":
		l, err := parseLegacyDigest(digest)
		if err != nil {
			return false, err
		}
		return l.verify(password)
	default:
		return verifyArgon2(digest, password)
	}
}

// verifyArgon2 reads $argon2X$v=19$m=,t=,p=$salt$hash.
func verifyArgon2(digest, password string) (bool, error) {
	parts := strings.Split(digest, "$")
	if len(parts) != 6 || parts[2] != "v=19" {
		return false, errInternal
	}
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil || time < 1 || lanes < 1 || memory > 1<<20 {
		return false, errInternal
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, errInternal
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < 4 {
		return false, errInternal
	}
	var got []byte
	switch parts[1] {
	case "argon2i":
		got = argon2.Key([]byte(password), salt, time, memory, lanes, uint32(len(want)))
	case "argon2id":
		got = argon2.IDKey([]byte(password), salt, time, memory, lanes, uint32(len(want)))
	case "argon2d":
		got = argon2d([]byte(password), salt, time, memory, uint32(lanes), uint32(len(want)))
	default:
		return false, errInternal
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
