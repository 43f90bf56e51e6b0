package emulator

import (
	"encoding/binary"
	"math/bits"

	"golang.org/x/crypto/blake2b"
)

// argon2d is Argon2d of RFC 9106 (version 0x13), which golang.org/x/crypto does not export. It only
// checks imported digests, so it fills the lanes one after the other. memory is in KiB.
func argon2d(password, salt []byte, time, memory, lanes, keyLen uint32) []byte {
	a := argon2State{lanes: lanes, segment: max(memory/(4*lanes), 2)}
	a.columns = 4 * a.segment
	a.blocks = make([]argon2Block, lanes*a.columns)
	a.first(argon2Seed(password, salt, time, memory, lanes, keyLen))
	for pass := range time {
		for slice := range uint32(4) {
			for lane := range lanes {
				a.fill(pass, slice, lane)
			}
		}
	}
	final := a.blocks[a.columns-1]
	for lane := uint32(1); lane < lanes; lane++ {
		for i, w := range a.blocks[lane*a.columns+a.columns-1] {
			final[i] ^= w
		}
	}
	return argon2Hash(final.bytes(), keyLen)
}

type argon2Block [128]uint64

type argon2State struct {
	lanes, columns, segment uint32
	blocks                  []argon2Block
}

// argon2Seed is H0 of the RFC.
func argon2Seed(password, salt []byte, time, memory, lanes, keyLen uint32) []byte {
	var in []byte
	word := func(n uint32) { in = binary.LittleEndian.AppendUint32(in, n) }
	for _, n := range []uint32{lanes, keyLen, memory, time, 0x13, 0 /* Argon2d */} {
		word(n)
	}
	for _, part := range [][]byte{password, salt, nil /* secret */, nil /* associated data */} {
		word(uint32(len(part)))
		in = append(in, part...)
	}
	sum := blake2b.Sum512(in)
	return sum[:]
}

// argon2Hash is the variable-length hash H' of the RFC.
func argon2Hash(in []byte, length uint32) []byte {
	in = append(binary.LittleEndian.AppendUint32(nil, length), in...)
	sized := func(n int, in []byte) []byte {
		h, _ := blake2b.New(n, nil) // n is between 1 and 64 and there is no key
		_, _ = h.Write(in)
		return h.Sum(nil)
	}
	if length <= blake2b.Size {
		return sized(int(length), in)
	}
	out := make([]byte, 0, length)
	v := sized(blake2b.Size, in)
	for left := int(length); ; v = sized(blake2b.Size, v) {
		out = append(out, v[:32]...)
		if left -= 32; left <= blake2b.Size {
			return append(out, sized(left, v)...)
		}
	}
}

func (b *argon2Block) bytes() []byte {
	out := make([]byte, 0, 8*len(b))
	for _, w := range b {
		out = binary.LittleEndian.AppendUint64(out, w)
	}
	return out
}

// first makes the two first blocks of every lane.
func (a *argon2State) first(seed []byte) {
	for lane := range a.lanes {
		for i := range uint32(2) {
			in := binary.LittleEndian.AppendUint32(append([]byte{}, seed...), i)
			raw := argon2Hash(binary.LittleEndian.AppendUint32(in, lane), 1024)
			for w := range a.blocks[0] {
				a.blocks[lane*a.columns+i][w] = binary.LittleEndian.Uint64(raw[8*w:])
			}
		}
	}
}

func (a *argon2State) fill(pass, slice, lane uint32) {
	for i := range a.segment {
		column := slice*a.segment + i
		if pass == 0 && column < 2 {
			continue
		}
		previous := lane*a.columns + (column+a.columns-1)%a.columns
		random := a.blocks[previous][0]
		refLane := uint32(random>>32) % a.lanes
		if pass == 0 && slice == 0 {
			refLane = lane
		}
		ref := a.reference(pass, slice, i, uint32(random), refLane == lane)
		block := &a.blocks[lane*a.columns+column]
		mixed := compress(&a.blocks[previous], &a.blocks[refLane*a.columns+ref])
		for w := range mixed {
			if pass > 0 {
				block[w] ^= mixed[w]
			} else {
				block[w] = mixed[w]
			}
		}
	}
}

// reference is the column of the block to mix in (section 3.4.1.3 of the RFC).
func (a *argon2State) reference(pass, slice, i, random uint32, same bool) uint32 {
	area := slice * a.segment
	start := uint32(0)
	if pass > 0 {
		area = a.columns - a.segment
		start = (slice + 1) % 4 * a.segment
	}
	if same {
		area += i - 1
	} else if i == 0 {
		area--
	}
	x := uint64(random) * uint64(random) >> 32
	y := uint64(area) * x >> 32
	return uint32((uint64(start) + uint64(area) - 1 - y) % uint64(a.columns))
}

// compress is G of the RFC.
func compress(x, y *argon2Block) argon2Block {
	var r, z argon2Block
	for i := range r {
		r[i] = x[i] ^ y[i]
	}
	z = r
	for row := range 8 {
		var at [16]int
		for i := range at {
			at[i] = 16*row + i
		}
		permute(&z, at)
	}
	for column := range 8 {
		var at [16]int
		for i := range at {
			at[i] = 16*(i/2) + 2*column + i%2
		}
		permute(&z, at)
	}
	for i := range z {
		z[i] ^= r[i]
	}
	return z
}

// permute is P of the RFC on 16 words of a block.
func permute(b *argon2Block, at [16]int) {
	mix := func(i, j, k, l int) {
		p, q, s, t := &b[at[i]], &b[at[j]], &b[at[k]], &b[at[l]]
		half := func(u, v *uint64, w *uint64, rotate int) {
			*u += *v + 2*(*u&0xffffffff)*(*v&0xffffffff)
			*w = bits.RotateLeft64(*w^*u, -rotate)
		}
		half(p, q, t, 32)
		half(s, t, q, 24)
		half(p, q, t, 16)
		half(s, t, q, 63)
	}
	for i := range 4 {
		mix(i, 4+i, 8+i, 12+i)
	}
	mix(0, 5, 10, 15)
	mix(1, 6, 11, 12)
	mix(2, 7, 8, 13)
	mix(3, 4, 9, 14)
}
