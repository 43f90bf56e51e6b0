// Package contract holds what the client of the Management API and the emulator promise each other while things go
// wrong: refusals, lost answers, broken connections, tokens that end early. Neither of the two may import the other, so
// they meet here, over a real listener, in tests only. What the client saw is compared with the emulator's own log of
// the requests that arrived.
package contract
