package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"roster/access"
	"roster/audit"
)

// aTrail is a random trail: people sign in, are changed, denied, made and forgotten, programs
// die, and the beginning is pruned. heads are those that were exported on the way.
func aTrail(t *testing.T, rnd *rand.Rand) (a *aging, heads []audit.Head) {
	t.Helper()
	a = newAging(t)
	people := []string{mina, "김", "target", "someone else"}
	for range 6 + rnd.IntN(30) {
		a.now = a.now.Add(time.Duration(rnd.IntN(40)) * time.Hour)
		somebody := access.Actor{ID: people[rnd.IntN(len(people))], Name: "N", IP: "192.0.2.1", RequestID: fmt.Sprint(rnd.Int())}
		step(t, a, rnd, somebody, people[rnd.IntN(len(people))])
		head, err := a.Head(t.Context())
		must(t, err)
		heads = append(heads, head)
	}
	for range 3 { // however much was pruned, there is something to change
		must(t, suspending(t, a.Log, "left").Done(t.Context()))
	}
	head, err := a.Head(t.Context())
	must(t, err)
	return a, append(heads, head)
}

func step(t *testing.T, a *aging, rnd *rand.Rand, actor access.Actor, target string) {
	t.Helper()
	switch rnd.IntN(9) {
	case 0:
		must(t, a.SignedIn(t.Context(), actor))
	case 1:
		must(t, a.Denied(t.Context(), actor, "GET /users/{id}", target, access.MissingCapability))
	case 2:
		suspending(t, a.Log, "the program died")
	case 3:
		must(t, suspending(t, a.Log, "no answer").Unknown(t.Context(), audit.Failure{Code: "timeout"}, audit.NotKnown))
	case 4:
		pending := making(t, a.Log)
		pending.About(target)
		must(t, pending.Done(t.Context()))
	case 5:
		must(t, a.Forget(t.Context(), actor, target, "asked", nil))
	case 6:
		a.prune(t, 1+rnd.IntN(4))
	case 7:
		first, second := suspending(t, a.Log, "one"), suspending(t, a.Log, "two")
		must(t, second.Refused(t.Context(), "gone"))
		must(t, first.Done(t.Context()))
	default:
		must(t, suspending(t, a.Log, "left").Failed(t.Context(), audit.Failure{Code: "x", Done: []string{"reason"}}))
	}
}

// forging changes a trail of at least three entries somehow. head is the newest.
var forging = map[string]func(rnd *rand.Rand, r []audit.Record) []audit.Record{
	"a bit of a field flipped": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		flipBit(rnd, &r[rnd.IntN(len(r))])
		return r
	},
	"some deleted": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		i := rnd.IntN(len(r))
		return slices.Delete(r, i, min(len(r), i+1+rnd.IntN(3)))
	},
	"the end cut off": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		return r[:rnd.IntN(len(r))]
	},
	"the beginning cut off": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		return r[1+rnd.IntN(len(r)-1):]
	},
	"reordered": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		i, j := rnd.IntN(len(r)), rnd.IntN(len(r)-1)
		if j >= i {
			j++
		}
		r[i], r[j] = r[j], r[i]
		return r
	},
	"one inserted": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		return slices.Insert(r, rnd.IntN(len(r)+1), r[rnd.IntN(len(r))])
	},
	"one made up": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		i := rnd.IntN(len(r))
		fresh := r[i]
		fresh.ActorID, fresh.MAC = "somebody", bytes.Repeat([]byte{byte(rnd.Int())}, 32)
		for k := i; k < len(r); k++ {
			r[k].Seq++
		}
		return slices.Insert(r, i, fresh)
	},
	"all made anew under another key": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		return audit.Rehash(bytes.Repeat([]byte{byte(rnd.Int()), 1}, 16), r)
	},
	"the rest made anew under the same key": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		i := rnd.IntN(len(r))
		r[i].ActorID += "x"
		return append(slices.Clone(r[:i]), audit.Rehash(key, r[i:])...)
	},
	"one taken out and the rest made anew": func(rnd *rand.Rand, r []audit.Record) []audit.Record {
		i := rnd.IntN(len(r)-1) + 1
		return append(slices.Clone(r[:i-1]), audit.Rehash(key, r[i:])...)
	},
}

func flipBit(rnd *rand.Rand, r *audit.Record) {
	flipped := func(b []byte) []byte {
		if len(b) == 0 {
			return []byte{1}
		}
		b = bytes.Clone(b)
		b[rnd.IntN(len(b))] ^= 1 << rnd.IntN(8)
		return b
	}
	switch rnd.IntN(9) {
	case 0:
		r.Seq ^= 1 << rnd.IntN(62)
	case 1:
		r.At ^= 1 << rnd.IntN(62)
	case 2:
		r.Action = string(flipped([]byte(r.Action)))
	case 3:
		r.Phase = string(flipped([]byte(r.Phase)))
	case 4:
		r.ActorID = string(flipped([]byte(r.ActorID)))
	case 5:
		r.TargetID = string(flipped([]byte(r.TargetID)))
	case 6:
		r.Body = flipped(r.Body)
	case 7:
		r.Prev = flipped(r.Prev)
	case 8:
		r.MAC = flipped(r.MAC)
	}
}

// A trail as it was written holds, alone and against every head that was ever exported.
// Changed in any way, it does not hold against the newest head.
func TestVerify_findsWhateverIsDoneToAnyTrail(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	for n := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, n))
		a, heads := aTrail(t, rnd)
		records, newest := a.store.All(), heads[len(heads)-1]
		for _, head := range append(heads, audit.Head{}) {
			if report, err := audit.Verify(t.Context(), each(records), key, head); err != nil {
				t.Fatalf("seed %d, %d: a false alarm: %v, %+v", seed, n, err, report)
			}
		}
		for name, forge := range forging {
			for range 20 {
				_, err := audit.Verify(t.Context(), each(forge(rnd, slices.Clone(records))), key, newest)
				if _, broken := errors.AsType[*audit.BrokenError](err); !broken {
					t.Errorf("seed %d, %d: %s is not found: %v", seed, n, name, err)
				}
			}
		}
	}
}

// What was done without the key is found without a head, but for an end that is missing.
func TestVerify_findsWithoutAHeadWhatWasDoneWithoutTheKey(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	for n := range uint64(30) {
		rnd := rand.New(rand.NewPCG(seed, n))
		a, _ := aTrail(t, rnd)
		for _, name := range []string{"a bit of a field flipped", "the beginning cut off", "reordered", "one made up", "all made anew under another key"} {
			for range 20 {
				_, err := audit.Verify(t.Context(), each(forging[name](rnd, a.store.All())), key, audit.Head{})
				if _, broken := errors.AsType[*audit.BrokenError](err); !broken {
					t.Errorf("seed %d, %d: %s is not found: %v", seed, n, name, err)
				}
			}
		}
	}
}
